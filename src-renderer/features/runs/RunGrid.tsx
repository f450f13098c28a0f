import { ArrowDown, ArrowUp } from 'lucide-react';
import { type KeyboardEvent, useEffect, useRef } from 'react';
import type { LibraryItem, LibrarySort } from '../../../shared/api/library.ts';
import { navigate } from '../../app/navigation.ts';
import { cx } from '../../components/cx.ts';
import listHead from '../../components/ListHead.module.css';
import { RowBlocks } from '../../components/RowBlocks.tsx';
import { useKeepInView } from '../../components/use-keep-in-view.ts';
import { useRows } from '../../components/use-rows.ts';
import { filter } from './filter-address.ts';
import { descending, sortOf } from './filters.ts';
import {
  clearSelection,
  closeBranches,
  openBranches,
  seeRows,
  select,
  selectAll,
  toggleSelected,
  useLibrary,
} from './library-store.ts';
import { RunRow } from './RunRow.tsx';
import styles from './Runs.module.css';
import { rowAt, rowCount } from './rows.ts';
import { useRunRoom } from './run-room.ts';

const ROW = 32;
/** Rows that are read before they are scrolled to. */
const AHEAD = 40;
/** Where the list was when it was left. */
const left = { offset: 0 };

const COLUMNS: readonly { readonly title: string; readonly sort?: LibrarySort }[] = [
  { title: 'Node', sort: 'node' },
  { title: 'Outcome', sort: 'status' },
  { title: 'What happened' },
  { title: 'Paths' },
  { title: 'Took', sort: 'duration' },
  { title: 'When', sort: 'started' },
];

export function RunGrid() {
  const scroll = useRef<HTMLDivElement>(null);
  // Rows hear of themselves: pages that are read as the list is scrolled are nothing to the list.
  const count = useLibrary(rowCount);
  const cursor = useLibrary((state) => Math.min(state.cursor, rowCount(state) - 1));
  const filters = useLibrary((state) => state.filters);
  const rows = useRows({
    scroll,
    count,
    height: ROW,
    offset: left.offset,
    below: ROW,
    onWindow: see,
  });
  const { list } = rows;
  useEffect(
    () =>
      useLibrary.subscribe((now, before) => {
        // Other rows stand there when branches open or pages are forgotten.
        if (now.open !== before.open || now.pages !== before.pages) see(list.window.first, list.window.last);
      }),
    [list],
  );
  const room = useRunRoom(scroll);
  useEffect(() => {
    const now = scroll.current;
    return () => {
      left.offset = now?.scrollTop ?? 0;
    };
  }, []);
  useKeepInView(scroll, { position: cursor, height: ROW, reveal: rows.reveal });
  const go = (to: number) => {
    const next = Math.max(0, Math.min(to, count - 1));
    useLibrary.setState({ cursor: next });
    rows.reveal(next);
  };
  const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? 640) / ROW) - 1);
  const keys = (event: KeyboardEvent) => {
    const to = {
      ArrowDown: cursor + 1,
      ArrowUp: cursor - 1,
      Home: 0,
      End: count - 1,
      PageDown: cursor + page,
      PageUp: cursor - page,
    }[event.key];
    const here = rowAt(useLibrary.getState(), cursor)?.item ?? null;
    if (event.shiftKey && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      const next = rowAt(useLibrary.getState(), to ?? cursor)?.item ?? null;
      select([here, next].filter((item) => item !== null));
    }
    if (to !== undefined) go(to);
    else if (!press(event, cursor, here)) return;
    event.preventDefault();
  };
  const sort = sortOf(filters);
  const down = descending(filters);
  return (
    <div
      id="runs-list"
      ref={scroll}
      className={styles.scroll}
      role="treegrid"
      aria-label="Runs"
      aria-multiselectable="true"
      aria-rowcount={count + 1}
      aria-activedescendant={`run-${cursor}`}
      tabIndex={0}
      onKeyDown={keys}
    >
      <div className={cx(listHead.head, styles.head)} role="row">
        {COLUMNS.map(({ title, sort: by }) => (
          <span
            key={title}
            role="columnheader"
            aria-sort={by === sort ? (down ? 'descending' : 'ascending') : undefined}
          >
            {by ? (
              <button
                type="button"
                tabIndex={-1}
                onClick={() => filter({ sort: by, order: by === sort && down ? 'up' : 'down' })}
              >
                {title}
                {by === sort &&
                  (down ? (
                    <ArrowDown size={12} aria-hidden="true" />
                  ) : (
                    <ArrowUp size={12} aria-hidden="true" />
                  ))}
              </button>
            ) : (
              title
            )}
          </span>
        ))}
      </div>
      <div style={{ height: count * ROW, position: 'relative' }} role="rowgroup">
        <RowBlocks
          rows={rows}
          draw={(index, top) => (
            <RunRow
              index={index}
              top={top}
              nameRoom={room.name}
              summaryRoom={room.summary}
              active={index === cursor}
            />
          )}
        />
      </div>
    </div>
  );
}

function see(first: number, last: number): void {
  seeRows(first - AHEAD, last + AHEAD);
}

/** What a key does to the run under the cursor; false: nothing. */
function press(event: KeyboardEvent, cursor: number, item: LibraryItem | null): boolean {
  const many = event.ctrlKey || event.metaKey;
  if (many && event.key.toLowerCase() === 'a') {
    selectAll().catch(() => undefined);
    return true;
  }
  if (many) return false;
  switch (event.key) {
    case 'ArrowRight':
      openBranches(cursor).catch(() => undefined);
      return true;
    case 'ArrowLeft':
      closeBranches(cursor);
      return true;
    case ' ':
      if (item) toggleSelected(item);
      return true;
    case 'Escape':
      clearSelection();
      return true;
    case 'Enter':
      if (item) navigate({ view: 'comparison', comparison: item.comparison, row: null });
      return true;
    default:
      return false;
  }
}
