import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef } from 'react';
import type { ComparisonView } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { renamePanel } from '../../app/docking.ts';
import { cx } from '../../components/cx.ts';
import { PathMark } from '../../components/PathMark.tsx';
import { RowBlocks } from '../../components/RowBlocks.tsx';
import { Failed, Loading } from '../../components/States.tsx';
import { useFirstFocus } from '../../components/use-first-focus.ts';
import { useKeepInView } from '../../components/use-keep-in-view.ts';
import { useRows } from '../../components/use-rows.ts';
import { Aligning } from './Aligning.tsx';
import { type Folding, fold, positionOfRow, rowAtPosition, rowsAround } from './collapse.ts';
import { isLive } from './controls.ts';
import {
  knownRow,
  reveal,
  rowCache,
  select,
  showTab,
  toggleClosed,
  useDebugger,
  useKnownRow,
} from './debugger-store.ts';
import { Outcome } from './Outcome.tsx';
import { PendingRow } from './PendingRow.tsx';
import { pendingSteps } from './pending.ts';
import { RangeChip } from './RangeChip.tsx';
import { ReadAhead } from './read-ahead.ts';
import styles from './StepList.module.css';
import { StepRow } from './StepRow.tsx';
import { useRoom } from './use-room.ts';

const ROW = 32;
const BOTH = ['reference', 'direct'] as const;
const REFERENCE = ['reference'] as const;
const DIRECT = ['direct'] as const;

/** The aligned steps: the two paths are the columns, and where they part is the only loud thing. */
export function StepList() {
  const view = useDebugger((state) => state.view);
  const problem = useDebugger((state) => state.problem);
  const node = view?.node;
  useEffect(() => {
    if (node) renamePanel('comparison', 'steps', `Comparison · ${node}`);
  }, [node]);
  if (problem && !view) return <Failed message={problem.message} />;
  if (!view) return <Loading what="Opening the comparison" />;
  return <Steps />;
}

function Steps() {
  const view = useDebugger((state) => state.view);
  const closed = useDebugger((state) => state.closed);
  const shown = useDebugger((state) => state.shown);
  // Rows hear of themselves; what is read tells the list nothing but how large a closed subtree has become.
  const version = useDebugger((state) => (state.closed.size > 0 ? state.rowsVersion : 0));
  const outline = useDebugger((state) => state.sources?.node.outline);
  const scroll = useRef<HTMLDivElement>(null);
  const rows = view?.rows ?? 0;
  useFirstFocus(scroll, view?.id);
  const range = useDebugger((state) => state.range);

  const folding = useMemo(() => {
    // A closed subtree of a live comparison grows: its row knows by how much.
    const sizes = new Map([...closed].map(([row, size]) => [row, knownRow(row)?.descendants ?? size]));
    return fold(rows, version >= 0 ? sizes : closed, range);
  }, [rows, closed, version, range]);

  const last = useKnownRow(rows - 1);
  const standing = view ? (last?.step ?? view.paths.reference?.step ?? view.paths.direct?.step ?? '') : '';
  const live = isLive(view);
  const inRound = last?.kind === 'round';
  const pending = useMemo(
    () => (live && outline && !range ? pendingSteps(outline, rows === 0 ? '' : standing, inRound) : []),
    [live, outline, standing, rows, inRound, range],
  );

  const count = folding.total + pending.length;
  const ahead = useMemo(
    () =>
      new ReadAhead((first, last) => {
        // Of a view that is another one all has to be read that is not current.
        if (!view || folding.total === 0) return;
        rowCache()
          ?.wantAll(rowsAround(folding, first, last))
          .catch(() => undefined);
      }),
    [view, folding],
  );
  useEffect(() => () => ahead.stop(), [ahead]);
  const read = useCallback((first: number, last: number) => ahead.show(first, last), [ahead]);
  const list = useRows({ scroll, count, height: ROW, above: ROW, below: 3 * ROW, onWindow: read });
  const { reveal: show } = list;
  const single = view?.paths.direct === null || view?.paths.reference === null;
  const room = useRoom(scroll, single);

  const accepted = view?.accepted;
  const rules = useMemo(() => new Map(accepted?.toReversed().map((one) => [one.row, one.rule])), [accepted]);

  const position = positionIn(folding, shown);
  useKeepInView(scroll, { position, height: ROW, reveal: show });
  const there = useKnownRow(shown) !== undefined;
  useLayoutEffect(() => {
    if (there) show(position);
  }, [show, position, there]);

  if (!view) return null;
  const paths = view.paths.direct === null ? REFERENCE : view.paths.reference === null ? DIRECT : BOTH;
  const columns = paths.length === 1 ? styles.one : styles.two;

  const keys = (event: KeyboardEvent) => {
    // Keys go on from where they led, even before that is read.
    const { selected } = useDebugger.getState();
    const [position, current] = [positionIn(folding, selected), knownRow(selected)];
    const to = (next: number) =>
      select(rowAtPosition(folding, Math.max(0, Math.min(next, folding.total - 1))));
    switch (event.key) {
      case 'ArrowDown':
        to(position + 1);
        break;
      case 'ArrowUp':
        to(position - 1);
        break;
      case 'PageDown':
        to(position + 15);
        break;
      case 'PageUp':
        to(position - 15);
        break;
      case 'Home':
        to(0);
        break;
      case 'End':
        to(folding.total - 1);
        break;
      case 'ArrowRight':
        if (current && closed.has(current.index)) toggleClosed(current, false);
        else if (current && current.descendants > 0) select(current.index + 1);
        break;
      case 'ArrowLeft':
        if (current && current.descendants > 0 && !closed.has(current.index)) toggleClosed(current, true);
        else if (current && current.parent >= 0) select(current.parent);
        break;
      case 'Enter':
        showTab('events');
        break;
      default:
        return;
    }
    event.preventDefault();
  };

  return (
    <div className={styles.steps}>
      {range && (
        <div className={styles.filtered}>
          <RangeChip />
          <span>
            {range.to - range.from + 1} of {rows} rows
          </span>
        </div>
      )}
      <div
        ref={scroll}
        className={cx(styles.scroll, columns)}
        role="treegrid"
        aria-label="Aligned steps"
        aria-rowcount={folding.total + pending.length + 1}
        aria-activedescendant={`step-row-${shown}`}
        tabIndex={0}
        onKeyDown={keys}
      >
        <div className={styles.head} role="row" aria-rowindex={1}>
          <div role="columnheader">Step</div>
          {paths.map((path) => (
            <Head key={path} path={path} runtime={view.paths[path]?.runtime ?? ''} run={runOf(view, path)} />
          ))}
        </div>
        <div role="rowgroup" className={styles.body} style={{ height: count * ROW }}>
          <RowBlocks
            rows={list}
            draw={(index, top) => {
              const row = index < folding.total ? rowAtPosition(folding, index) : -1;
              const later = pending[index - folding.total];
              if (row < 0) return later && <PendingRow step={later} top={top} columns={paths.length} />;
              return (
                <StepRow
                  index={row}
                  top={top}
                  paths={paths}
                  room={room}
                  selected={row === shown}
                  standing={live && row === view.at}
                  live={live || view.aligning !== undefined}
                  runs={view.pair !== undefined}
                  open={!closed.has(row)}
                  rule={rules.get(row)}
                />
              );
            }}
          />
        </div>
      </div>
      {rows === 0 && pending.length === 0 && <Loading what="Waiting for the first step" />}
      <Outcome />
      {view.aligning !== undefined && <Aligning share={view.aligning} />}
      <JumpBack selected={shown} at={view.at} live={live} />
    </div>
  );
}

function positionIn(folding: Folding, row: number): number {
  return Math.max(0, Math.min(positionOfRow(folding, row), folding.total - 1));
}

interface HeadProps {
  readonly path: PathName;
  readonly runtime: string;
  /** Which run the column shows, where it is not a path of one. */
  readonly run: string | null;
}

function Head({ path, runtime, run }: HeadProps) {
  return (
    <div role="columnheader">
      {run === null ? <PathMark path={path} /> : <b>{run}</b>}
      <span className={styles.runtime} title={runtime}>
        {runtime}
      </span>
    </div>
  );
}

/** `Trace A, reference`, as sentences about them say: any two that are compared have no path colours, they may be of the same one. */
function runOf({ pair }: ComparisonView, path: PathName): string | null {
  if (pair === undefined) return null;
  return path === 'reference' ? `Trace A, ${pair.a.path}` : `Trace B, ${pair.b.path}`;
}

/** The cursor may look elsewhere than where the paths stand: one way back. */
function JumpBack({
  selected,
  at,
  live,
}: {
  readonly selected: number;
  readonly at: number;
  readonly live: boolean;
}) {
  if (!live || selected === at) return null;
  const back = () => {
    reveal(at);
    select(at);
  };
  return (
    <button type="button" className={styles.jump} onClick={back}>
      Back to where the paths stand
    </button>
  );
}
