import {
  type KeyboardEvent,
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { BranchComparisonView, BranchRow } from '../../../shared/api/replay.ts';
import { api, failureOf } from '../../app/api.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { PathMark } from '../../components/PathMark.tsx';
import { RowBlocks } from '../../components/RowBlocks.tsx';
import { Failed, Loading } from '../../components/States.tsx';
import { useFirstFocus } from '../../components/use-first-focus.ts';
import { useKeepInView } from '../../components/use-keep-in-view.ts';
import { useRows } from '../../components/use-rows.ts';
import { fold, positionOfRow, rowAtPosition, rowsAround } from '../debugger/collapse.ts';
import { select, useDebugger } from '../debugger/debugger-store.ts';
import { RowCache } from '../debugger/row-cache.ts';
import list from '../debugger/StepList.module.css';
import styles from './FourColumns.module.css';
import { FourColumnsRow } from './FourColumnsRow.tsx';
import { useReplay } from './replay-store.ts';

const ROW = 32;

/** Original and branch beside each other: reference, direct, reference′, direct′; what the branch did otherwise is marked. */
export function FourColumns({ comparison }: { readonly comparison: string }) {
  const [view, setView] = useState<BranchComparisonView | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    api()
      .replay.branch(comparison)
      .then(setView, (error: unknown) => setProblem(failureOf(error).message));
  }, [comparison]);
  if (problem !== null)
    return (
      <Failed
        message={`The original of this branch cannot be shown: ${problem}`}
        actions={<Button onClick={() => useReplay.setState({ four: false })}>Show the branch alone</Button>}
      />
    );
  if (!view) return <Loading what="Putting the branch beside its original" />;
  return <Columns comparison={comparison} view={view} />;
}

function Columns({ comparison, view }: { readonly comparison: string; readonly view: BranchComparisonView }) {
  const [version, setVersion] = useState(0);
  const cache = useMemo(
    () =>
      new RowCache<BranchRow>(
        (from, count) => api().replay.branchRows(comparison, from, count),
        () => setVersion((before) => before + 1),
      ),
    [comparison],
  );
  const [at, setAt] = useState(view.at);
  /** Closed rows with the sizes of their subtrees. */
  const [closed, setClosed] = useState<ReadonlyMap<number, number>>(new Map());
  const folding = useMemo(() => fold(view.rows, closed), [view.rows, closed]);
  const toggle = useCallback((row: BranchRow) => {
    setAt(row.index);
    setClosed((before) => {
      const next = new Map(before);
      if (!next.delete(row.index)) next.set(row.index, row.descendants);
      return next;
    });
  }, []);
  // Where something else leads to a row, what hides it opens.
  useEffect(() => {
    setClosed((before) => {
      const next = new Map([...before].filter(([row, size]) => at <= row || at > row + size));
      return next.size === before.size ? before : next;
    });
  }, [at]);
  const scroll = useRef<HTMLDivElement>(null);
  useFirstFocus(scroll, comparison);
  const read = useCallback(
    (first: number, last: number) => {
      cache.wantAll(rowsAround(folding, first, last)).catch(() => undefined);
    },
    [cache, folding],
  );
  const rows = useRows({
    scroll,
    count: folding.total,
    height: ROW,
    above: 2 * ROW,
    below: 2 * ROW,
    onWindow: read,
  });
  const { reveal } = rows;
  const position = positionOfRow(folding, at);
  useLayoutEffect(() => reveal(position), [reveal, position]);
  useKeepInView(scroll, { position, height: ROW, reveal });

  // What is beside the list shows the branch's row; what the branch no longer has leaves it where it was.
  const chosen = cache.get(at)?.branchRow;
  useEffect(() => {
    if (version > 0 && chosen !== undefined && chosen !== null) select(chosen);
  }, [chosen, version]);
  // And what moves the cursor elsewhere, the timeline or a step back, moves it here.
  const selected = useDebugger((state) => state.selected);
  useEffect(() => {
    const found = cache.find((row) => row.branchRow === selected);
    if (found) setAt((before) => (cache.get(before)?.branchRow === null ? before : found.index));
  }, [cache, selected]);

  const keys = (event: KeyboardEvent) => {
    const row = cache.get(at);
    const isClosed = closed.has(at);
    if (row && row.descendants > 0 && event.key === (isClosed ? 'ArrowRight' : 'ArrowLeft')) {
      event.preventDefault();
      toggle(row);
      return;
    }
    const to = {
      ArrowDown: position + 1,
      ArrowUp: position - 1,
      PageDown: position + 15,
      PageUp: position - 15,
      Home: 0,
      End: folding.total - 1,
      ArrowLeft: row && row.parent >= 0 ? positionOfRow(folding, row.parent) : position,
      ArrowRight: row && row.descendants > 0 ? position + 1 : position,
    }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    setAt(rowAtPosition(folding, Math.max(0, Math.min(to, folding.total - 1))));
  };
  const paths = (['reference', 'direct'] as const).filter(
    (path) => view.original.paths[path] !== null || view.branch.paths[path] !== null,
  );
  return (
    <div className={list.steps}>
      <div
        ref={scroll}
        className={cx(list.scroll, paths.length === 1 ? styles.two : styles.four)}
        role="treegrid"
        aria-label="Original and branch"
        aria-rowcount={view.rows + 1}
        aria-activedescendant={`branch-row-${at}`}
        tabIndex={0}
        onKeyDown={keys}
      >
        <div className={cx(list.head, styles.head)} role="row" aria-rowindex={1}>
          <div role="columnheader">Step</div>
          {(['original', 'branch'] as const).flatMap((side) =>
            paths.map((path) => (
              <div
                key={`${side} ${path}`}
                role="columnheader"
                className={cx(side === 'branch' && styles.branch)}
              >
                <PathMark path={path} />
                {side === 'branch' && (
                  <span className={styles.prime} title="in the branch">
                    ′
                  </span>
                )}
              </div>
            )),
          )}
        </div>
        <div role="rowgroup" className={cx(list.body, styles.body)} style={{ height: folding.total * ROW }}>
          <RowBlocks
            rows={rows}
            draw={(position, top) => {
              const index = rowAtPosition(folding, position);
              return (
                <FourColumnsRow
                  index={index}
                  row={version >= 0 ? cache.get(index) : undefined}
                  top={top}
                  paths={paths}
                  selected={index === at}
                  open={!closed.has(index)}
                  position={index === view.at && view.record.from !== null}
                  onSelect={setAt}
                  onToggle={toggle}
                />
              );
            }}
          />
        </div>
      </div>
    </div>
  );
}
