import { useVirtualizer } from '@tanstack/react-virtual';
import { Square } from 'lucide-react';
import { type KeyboardEvent, useMemo, useRef, useState } from 'react';
import type { ProofClass, ProofRow, ProofView } from '../../../shared/api/replay.ts';
import { navigate } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Dot, type DotTone } from '../../components/Dot.tsx';
import { Empty, Failed, Loading } from '../../components/States.tsx';
import { showAge } from '../../components/time.ts';
import { useDebugger } from '../debugger/debugger-store.ts';
import styles from './ProofPanel.module.css';
import { cancelProof, showClass, useProof } from './proof-store.ts';
import { proveChange } from './replay-actions.ts';

const CLASSES: Readonly<Record<ProofClass, { readonly word: string; readonly tone: DotTone }>> = {
  fixed: { word: 'fixed', tone: 'ok' },
  still_diverging: { word: 'still diverging', tone: 'bad' },
  newly_diverging: { word: 'newly diverging', tone: 'bad' },
  changed: { word: 'another result', tone: 'warn' },
  unaffected: { word: 'unaffected', tone: 'idle' },
  needs_values: { word: 'needs values', tone: 'warn' },
  not_run: { word: 'not run', tone: 'warn' },
};
const ORDER = Object.keys(CLASSES) as readonly ProofClass[];
const ROW = 26;

/** What a change makes of every stored run of its node. */
export function ProofPanel() {
  const { view, name, problem, rows, shown } = useProof();
  const branch = useDebugger((state) => state.view?.branch);
  const visible = useMemo(
    () => (shown === null ? rows : rows.filter((row) => row.class === shown)),
    [rows, shown],
  );
  if (problem !== null) return <Failed message={problem} />;
  if (!view && name !== '') return <Loading what="Starting the proof" />;
  if (!view)
    return (
      <Empty
        title="Nothing is proved yet"
        actions={
          branch && (
            <Button tone="primary" onClick={() => proveChange().catch(() => undefined)}>
              Prove this branch
            </Button>
          )
        }
      >
        Change a step and re-run from it; then its change is run against every stored run that reaches it.
      </Empty>
    );
  return (
    <section className={styles.panel} aria-label="Proof of the change">
      <Summary view={view} name={name} shown={shown} />
      {visible.length === 0 ? (
        <Empty title={view.state === 'running' ? 'Looking through the stored runs' : 'No run is like this'}>
          {view.state === 'ended' && view.total === 0
            ? `None of the ${view.seen} stored runs reaches the change.`
            : ''}
        </Empty>
      ) : (
        <Rows rows={visible} />
      )}
    </section>
  );
}

interface SummaryProps {
  readonly view: ProofView;
  readonly name: string;
  readonly shown: ProofClass | null;
}

function Summary({ view, name, shown }: SummaryProps) {
  const done = ORDER.reduce((sum, each) => sum + view.counts[each], 0);
  const state =
    view.state === 'running'
      ? `proving · ${done} done, ${view.seen} looked at`
      : view.state === 'cancelled'
        ? `cancelled after ${done}`
        : view.state === 'failed'
          ? view.message
          : `${view.total} of ${view.seen} stored runs reach the change`;
  return (
    <header className={styles.bar}>
      <b title={name}>{name}</b>
      <span className={cx(styles.state, view.state === 'failed' && styles.bad)} role="status">
        {state}
      </span>
      {view.state === 'running' && (
        <Button onClick={cancelProof}>
          <Square size={11} aria-hidden="true" /> Cancel
        </Button>
      )}
      <div className={styles.classes} role="group" aria-label="Show only">
        {ORDER.filter((each) => view.counts[each] > 0).map((each) => (
          <button
            key={each}
            type="button"
            aria-pressed={shown === each}
            onClick={() => showClass(shown === each ? null : each)}
          >
            <Dot tone={CLASSES[each].tone} />
            {view.counts[each]} {CLASSES[each].word}
          </button>
        ))}
      </div>
    </header>
  );
}

const openRow = (row: ProofRow) =>
  navigate({ view: 'comparison', comparison: row.branch ?? row.of, row: null });

function Rows({ rows }: { readonly rows: readonly ProofRow[] }) {
  const [active, setActive] = useState(0);
  const scroll = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 12,
    scrollPaddingStart: ROW,
  });
  const open = useDebugger(({ comparison }) => comparison);
  const keys = (event: KeyboardEvent) => {
    const row = rows[active];
    if (event.key === 'Enter' && row) openRow(row);
    const to = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: active + 10,
      PageUp: active - 10,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(to, rows.length - 1));
    setActive(next);
    virtual.scrollToIndex(next);
  };
  return (
    <div
      ref={scroll}
      className={styles.scroll}
      role="grid"
      aria-label="Proved runs"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={`proof-${active}`}
      tabIndex={0}
      onKeyDown={keys}
    >
      <div className={styles.head} role="row">
        {['Verdict', 'Before', 'After', 'What happened', 'When'].map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
      </div>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="rowgroup">
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it has the keys
            <div
              key={row.index}
              id={`proof-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={item.index === active}
              aria-current={row.branch !== null && row.branch === open ? 'true' : undefined}
              className={cx(styles.row, item.index === active && styles.active)}
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() => {
                setActive(item.index);
                openRow(row);
              }}
            >
              <span role="gridcell">
                <Dot tone={CLASSES[row.class].tone} />
                {CLASSES[row.class].word}
              </span>
              <span role="gridcell">{row.before}</span>
              <span role="gridcell">{row.after || '–'}</span>
              <span role="gridcell" className={styles.message} title={row.message || undefined}>
                {row.message}
              </span>
              <span role="gridcell" className={styles.when}>
                {showAge(row.startedAt, Date.now())}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}
