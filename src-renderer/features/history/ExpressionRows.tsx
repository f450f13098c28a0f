import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useRef, useState } from 'react';
import type { Evaluated, EvaluationRow } from '../../../shared/api/history.ts';
import { cx } from '../../components/cx.ts';
import { showAge } from '../../components/time.ts';
import { Value } from '../../components/Value.tsx';
import { useDebugger } from '../debugger/debugger-store.ts';
import styles from './Expression.module.css';
import { openVisit } from './expression-store.ts';

const ROW = 26;

export function ExpressionRows({ rows }: { readonly rows: readonly EvaluationRow[] }) {
  const [active, setActive] = useState(0);
  const scroll = useRef<HTMLDivElement>(null);
  const here = useDebugger(({ comparison }) => comparison);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 12,
    scrollPaddingStart: ROW,
  });
  const keys = (event: KeyboardEvent) => {
    const row = rows[active];
    if (event.key === 'Enter' && row) void openVisit(row);
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
      aria-label="Visits"
      aria-rowcount={rows.length + 1}
      aria-activedescendant={`visit-${active}`}
      tabIndex={0}
      onKeyDown={keys}
    >
      <div className={styles.head} role="row">
        {['Run', 'Visit', 'Reference', 'Direct', 'Difference'].map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
      </div>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="rowgroup">
        {virtual.getVirtualItems().map((item) => {
          const row = rows[item.index];
          if (!row) return null;
          const loud = row.status === 'differs' || row.status === 'one_side';
          return (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it has the keys
            <div
              key={row.index}
              id={`visit-${item.index}`}
              role="row"
              aria-rowindex={item.index + 2}
              aria-selected={item.index === active}
              className={cx(styles.row, loud && styles.differs, item.index === active && styles.active)}
              style={{ transform: `translateY(${item.start}px)` }}
              onClick={() => {
                setActive(item.index);
                void openVisit(row);
              }}
            >
              <span role="gridcell" title={row.comparison}>
                {row.comparison === here ? 'this run' : showAge(row.startedAt, Date.now())}
              </span>
              <span role="gridcell">{row.occ}</span>
              <span role="gridcell">
                <Came evaluated={row.reference} />
              </span>
              <span role="gridcell">
                <Came evaluated={row.direct} />
              </span>
              <span role="gridcell">{WORDS[row.status] ?? row.difference}</span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

const WORDS: Partial<Record<EvaluationRow['status'], string>> = {
  equal: '=',
  one_side: 'one path only',
  unknown: 'not known',
};

function Came({ evaluated }: { readonly evaluated: Evaluated | undefined }) {
  if (evaluated === undefined) return <i>not visited</i>;
  switch (evaluated.kind) {
    case 'value':
      return <Value value={evaluated.value} />;
    case 'sensitive':
      return (
        <i title={`${evaluated.names.join(', ')}: only fingerprints were recorded`}>only a fingerprint</i>
      );
    case 'unbound':
      return <i>no {evaluated.name} here</i>;
    case 'error':
      return <i title={evaluated.message}>{evaluated.code}</i>;
  }
}
