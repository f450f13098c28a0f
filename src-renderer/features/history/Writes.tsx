import type { HistoryEntry, HistoryView, Write } from '../../../shared/api/history.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Empty } from '../../components/States.tsx';
import { Value } from '../../components/Value.tsx';
import { useDebugger } from '../debugger/debugger-store.ts';
import styles from './History.module.css';
import { goToWrite, showMore } from './history-store.ts';
import { moveInList } from './list-keys.ts';

const WORDS: Readonly<Record<HistoryEntry['status'], string>> = {
  equal: 'written alike',
  differs: 'written differently',
  accepted: 'written differently, and accepted',
  uncompared: 'written differently in what is not compared',
  reference_only: 'only on the reference path',
  direct_only: 'only on the direct path',
};

const TONES: Readonly<Record<HistoryEntry['status'], string | undefined>> = {
  equal: undefined,
  differs: styles.differs,
  accepted: styles.accepted,
  uncompared: undefined,
  reference_only: styles.differs,
  direct_only: styles.differs,
};

/** Each write on both paths, oldest first: one spine up to the first that differs, two from there on. */
export function Writes({ history }: { readonly history: HistoryView }) {
  const { entries, split, more } = history;
  const both = useDebugger(({ view }) => view?.paths.reference !== null && view?.paths.direct !== null);
  if (entries.length === 0)
    return <Empty title={`Nothing writes ${history.of.name}`}>On neither path has it a value here.</Empty>;
  const isSplit = (entry: HistoryEntry) => split !== null && keyOf(entry) === keyOf(split);
  const at = entries.findIndex(isSplit);
  const first =
    split === null ? entries.length : at >= 0 ? at : split.row <= (entries[0]?.row ?? 0) ? 0 : entries.length;
  return (
    <div className={styles.scroll}>
      {split && at < 0 && (
        <p className={styles.note}>
          The paths part at {placeOf(split)}: <Sides entry={split} />
          <Button onClick={() => goToWrite(split)}>Go there</Button>
        </p>
      )}
      {more.earlier && <More word="Earlier" />}
      <ol className={styles.list} aria-label={`Writes of ${history.of.name}`} onKeyDown={moveInList}>
        {entries.map((entry, i) => (
          <li key={keyOf(entry)} data-status={entry.status}>
            <button
              type="button"
              className={cx(styles.entry, TONES[entry.status])}
              aria-current={entry.current.length > 0 ? 'true' : undefined}
              onClick={() => goToWrite(entry)}
            >
              <Spine entry={entry} split={both && i >= first} />
              <span className={styles.what}>
                <b>{placeOf(entry)}</b>
                <i title={entry.summary}>{entry.summary}</i>
                {entry.rule !== undefined && (
                  <em title={`Rule ${entry.rule} of the ledger accepts what differs`}>≈ {entry.rule}</em>
                )}
              </span>
              <Change write={entry.reference} absent={both} />
              {both && <Change write={entry.direct} absent />}
              <From write={entry.reference ?? entry.direct} />
              <span className="visually-hidden">
                {WORDS[entry.status]}
                {entry.current.length > 0 ? ', the value here comes from it' : ''}
              </span>
            </button>
          </li>
        ))}
      </ol>
      {more.later && <More word="Later" />}
    </div>
  );
}

function More({ word }: { readonly word: string }) {
  return (
    <p className={styles.note}>
      {word} writes are not shown. <Button onClick={showMore}>Show more</Button>
    </p>
  );
}

/** One line while the paths agree; where they part, one for each, with a mark where that path writes. */
function Spine({ entry, split }: { readonly entry: HistoryEntry; readonly split: boolean }) {
  if (!split)
    return (
      <span className={styles.spine} aria-hidden="true">
        <i className={cx(styles.line, entry.current.length > 0 && styles.current)} />
      </span>
    );
  return (
    <span className={styles.spine} aria-hidden="true">
      {(['reference', 'direct'] as const).map((path) => (
        <i
          key={path}
          className={cx(
            styles.line,
            styles[path],
            entry[path] === null && styles.empty,
            entry.current.includes(path) && styles.current,
          )}
        />
      ))}
    </span>
  );
}

function Sides({ entry }: { readonly entry: HistoryEntry }) {
  return (['reference', 'direct'] as const).map((path) => {
    const write = entry[path];
    return (
      <span key={path}>
        {path} {write ? <Value value={write.value} /> : 'nothing'}
      </span>
    );
  });
}

function Change({ write, absent }: { readonly write: Write | null; readonly absent: boolean }) {
  if (write === null) return <span className={styles.absent}>{absent ? 'no write' : ''}</span>;
  return (
    <span className={styles.now}>
      {write.old !== undefined && (
        <>
          <Value value={write.old} className={styles.old ?? ''} />
          <span aria-hidden="true">→</span>
          <span className="visually-hidden">became</span>
        </>
      )}
      <Value value={write.value} />
    </span>
  );
}

/** What it was computed from. */
function From({ write }: { readonly write: Write | null }) {
  const inputs = write?.inputs ?? [];
  return (
    <span className={styles.from}>
      {inputs.map((input, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two questions may be worded alike; nothing moves
        <span key={`${i} ${input.label}`}>
          <i>{input.from === 'given' ? 'given' : input.label}</i>{' '}
          {input.value === undefined ? 'nothing' : <Value value={input.value} />}
        </span>
      ))}
    </span>
  );
}

function keyOf({ reference, direct }: HistoryEntry): string {
  return `${reference?.event ?? '-'} ${direct?.event ?? '-'}`;
}

/** `compute_tax`; `double · round 2` within loops. */
function placeOf({ step, occ, round }: HistoryEntry): string {
  const name = step === '' ? 'inputs' : (step.split('/').at(-1) ?? step);
  if (round >= 0) return `${name} · round ${round + 1}`;
  const visit = occ.split('.').slice(0, -1).join('.');
  return visit === '' ? name : `${name} · ${visit}`;
}
