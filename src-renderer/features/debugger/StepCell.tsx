import type { Cell, StepRow } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { cx } from '../../components/cx.ts';
import { showDuration } from '../../components/time.ts';
import { valueClass, valueTitle } from '../../components/Value.tsx';
import { cutText, isShort, sameValue, showValue } from '../../components/values.ts';
import styles from './StepList.module.css';

const STATES: Partial<Record<Cell['state'], string>> = {
  running: 'here',
  failed: 'failed',
  retried: 'tried again',
  returned: 'returned',
};

/** What one path did in a step. An equal value on the second path is `=`; a step that the path never took is hatched. */
interface Props {
  readonly row: StepRow;
  readonly path: PathName;
  /** A path that is not live and has not left a step never will. */
  readonly live: boolean;
  /** In a branch: how it is not what the original is. */
  readonly mark?: string;
  /** Characters that the column has room for, where that is known. */
  readonly room?: number;
}

/** Characters that label and time may have to be shown whole. */
const LABEL = 10;
const TIME = 7;

export function StepCell({ row, path, live, mark, room }: Props) {
  const cell = row[path];
  const hole = row.status === (path === 'reference' ? 'direct_only' : 'reference_only');
  if (!cell) {
    return (
      <div role="gridcell" className={cx(styles.cell, hole && styles.hole)}>
        {hole && <span className="visually-hidden">no such step on the {path} path</span>}
        {mark && <Mark word={mark} />}
      </div>
    );
  }
  const repeats = path === 'direct' && row.status === 'equal' && isRepeated(row.reference, cell);
  const state = cell.state === 'running' && !live ? 'cut off' : STATES[cell.state];
  const shown = cell.value === undefined ? null : showValue(cell.value);
  const note = cell.note !== cell.label && cell.note;
  const time = cell.state === 'running' ? null : showDuration(cell.durationUs);
  const plain =
    room !== undefined &&
    !mark &&
    !state &&
    !note &&
    cell.violations === 0 &&
    isShort(repeats ? '' : cell.label, LABEL) &&
    isShort(time ?? '', TIME);
  // Cut here and not by the page: what it clips is a piece of its own for the compositor, row by row.
  const most = plain ? room - (cell.label.length > 0 ? cell.label.length + 1 : 0) : Number.POSITIVE_INFINITY;
  const value = repeats ? '=' : shown ? cutText(shown.text, most) : '';
  const long = plain && !isShort(value, most);
  return (
    <div
      role="gridcell"
      className={cx(styles.cell, plain && styles.plain, long && styles.long, mark && styles.marked)}
    >
      {mark && <Mark word={mark} />}
      {/* The same elements whatever they say: a row that is scrolled to takes over those of another. */}
      <span className={styles.said}>
        <span className={styles.what} data-what={shown !== null || undefined}>
          {repeats ? '' : cell.label}
        </span>
        <span
          className={repeats ? styles.same : shown ? valueClass(shown, styles.value) : styles.value}
          title={repeats ? 'equal to the reference path' : shown ? valueTitle(shown, value) : undefined}
        >
          {value}
        </span>
      </span>
      <span className={styles.note}>
        {cell.violations > 0 && (
          <b
            className={styles.violated}
            title={`${cell.violations} contract ${cell.violations === 1 ? 'violation' : 'violations'}`}
          >
            ✕ {cell.violations}
          </b>
        )}
        {state && <span className={cell.state === 'failed' ? styles.failed : undefined}>{state}</span>}
        {note && (
          <span className={styles.word} data-note="word">
            {note}
          </span>
        )}
        {time && (
          <span className={styles.time} data-note="time">
            {time}
          </span>
        )}
      </span>
    </div>
  );
}

function Mark({ word }: { readonly word: string }) {
  return (
    <span className={styles.mark} title={word}>
      <span aria-hidden="true">Δ</span>
      <span className="visually-hidden">{word}: </span>
    </span>
  );
}

function isRepeated(reference: Cell | null, direct: Cell): boolean {
  return (
    reference !== null &&
    direct.value !== undefined &&
    reference.label === direct.label &&
    sameValue(reference.value, direct.value)
  );
}
