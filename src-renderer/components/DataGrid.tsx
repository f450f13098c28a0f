import { type CSSProperties, type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { cx } from './cx.ts';
import styles from './DataGrid.module.css';
import { RowBlocks } from './RowBlocks.tsx';
import { useRows } from './use-rows.ts';

const ROW = 26;
const PAGE = 10;

export interface Column<Row> {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Shown where the cell is cut off. */
  readonly tip?: (row: Row) => string | undefined;
}

interface Props<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  /** Widths of the columns, as CSS has them. */
  readonly widths: string;
  readonly keyOf: (row: Row) => string | number;
  readonly onOpen: (row: Row) => void;
  readonly isCurrent?: (row: Row) => boolean;
  readonly isBad?: (row: Row) => boolean;
}

/** Rows of which only the visible ones exist; the arrows move, Enter and a click open. */
export function DataGrid<Row>({ label, columns, rows, widths, keyOf, onOpen, isCurrent, isBad }: Props<Row>) {
  const [active, setActive] = useState(0);
  const scroll = useRef<HTMLDivElement>(null);
  const id = useId();
  const list = useRows({
    scroll,
    count: rows.length,
    height: ROW,
    above: ROW,
    below: ROW,
  });
  const keys = (event: KeyboardEvent) => {
    const row = rows[active];
    if (event.key === 'Enter' && row) onOpen(row);
    const to = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      Home: 0,
      End: rows.length - 1,
      PageDown: active + PAGE,
      PageUp: active - PAGE,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(to, rows.length - 1));
    setActive(next);
    list.reveal(next);
  };
  return (
    <div
      ref={scroll}
      className={styles.grid}
      style={{ '--widths': widths } as CSSProperties}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={`${id}-${active}`}
      tabIndex={0}
      onKeyDown={keys}
    >
      <div className={styles.head} role="row">
        {columns.map(({ title }) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
      </div>
      <div style={{ height: rows.length * ROW, position: 'relative' }} role="rowgroup">
        <RowBlocks
          rows={list}
          draw={(index, top) => {
            const row = rows[index];
            if (row === undefined) return null;
            return (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it has the keys
              <div
                key={keyOf(row)}
                id={`${id}-${index}`}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={index === active}
                aria-current={isCurrent?.(row) ? 'true' : undefined}
                className={cx(styles.row, isBad?.(row) && styles.bad, index === active && styles.active)}
                style={{ top }}
                onClick={() => {
                  setActive(index);
                  onOpen(row);
                }}
              >
                {columns.map(({ title, cell, tip }) => (
                  <span key={title} role="gridcell" title={tip?.(row)}>
                    {cell(row)}
                  </span>
                ))}
              </div>
            );
          }}
        />
      </div>
    </div>
  );
}
