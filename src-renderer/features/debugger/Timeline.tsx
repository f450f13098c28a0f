import { Minus, Plus, Scan } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import { IconButton } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import layer from '../../components/layer.module.css';
import { showDuration } from '../../components/time.ts';
import { isLive } from './controls.ts';
import { useDebugger, useKnownRow } from './debugger-store.ts';
import { RangeChip } from './RangeChip.tsx';
import { SideMark } from './SideMark.tsx';
import styles from './Timeline.module.css';
import { Axis, Marks, Track } from './TimelineTracks.tsx';
import { fractionOfRow, rowAtFraction, shareIn, spanOfRows, WHOLE } from './timeline-model.ts';
import { beginTimeline, readTimeline, showWindow, useTimeline, zoomTimeline } from './timeline-store.ts';
import { filterBetween, goToDivergence } from './travel.ts';
import { useTimelineInput } from './use-timeline-input.ts';

const PATHS = ['reference', 'direct'] as const;
/** Pixels that a bar has at least. */
const BAR = 3;

/** Both paths over time; where the cursor is dragged, everything else follows. */
export function Timeline() {
  const view = useDebugger((state) => state.view);
  const selected = useDebugger((state) => state.selected);
  const range = useDebugger((state) => state.range);
  const { window, data } = useTimeline();
  const area = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<{ readonly from: number; readonly to: number } | null>(null);
  useReading(area, selected);
  const input = useTimelineInput(area, view !== null, {
    rowAt: (share) => rowAtFraction(data?.bars ?? [], window.from + share * (window.to - window.from)),
    onDraw: (from, to) => setDrawn({ from, to }),
    onDrawn: (from, to) => {
      setDrawn(null);
      filterBetween(from, to);
    },
  });
  const row = useKnownRow(selected);
  if (!view) return <div className={styles.timeline} />;
  const paths = PATHS.filter((path) => view.paths[path] !== null);
  const events = Math.max(view.paths.reference?.events ?? 0, view.paths.direct?.events ?? 0);
  const bars = data?.bars ?? [];
  const at = fractionOfRow(bars, selected);
  const cursor = at === null ? null : shareIn(window, at);
  const shown = drawn ?? range;
  const rows = shown && spanOfRows(bars, shown.from, shown.to);
  const span = rows && { from: clamp(shareIn(window, rows.from)), to: clamp(shareIn(window, rows.to)) };
  const near = window.to - window.from < 1;
  return (
    <div className={styles.timeline}>
      <div className={styles.caption}>
        <span className={styles.figures}>
          {events} events · {showDuration(data?.totalUs ?? 0)}
          {near && <> · {Math.round(1 / (window.to - window.from)).toLocaleString('en')} × closer</>}
        </span>
        <RangeChip />
        <span className={styles.figures}>
          row {selected + 1} of {view.rows}
          {!isLive(view) && view.divergences.some((one) => one.row > selected) && (
            <button type="button" className={styles.link} onClick={() => goToDivergence('next')}>
              next divergence
            </button>
          )}
          <Zoom />
        </span>
      </div>
      <div className={styles.body}>
        <div className={styles.names}>
          {paths.map((path) => (
            <SideMark key={path} path={path} />
          ))}
        </div>
        <Marks bars={bars} window={window} />
        <div
          ref={area}
          className={styles.area}
          role="slider"
          aria-label="Position in the comparison"
          aria-valuemin={1}
          aria-valuemax={Math.max(1, view.rows)}
          aria-valuenow={selected + 1}
          aria-valuetext={row ? `${row.name || 'result'}, row ${selected + 1}` : `row ${selected + 1}`}
          tabIndex={0}
          {...input}
        >
          {paths.map((path) => (
            <Track key={path} bars={bars} window={window} path={path} />
          ))}
          {span && (
            <i
              className={styles.range}
              style={{
                left: `${span.from * 100}%`,
                width: `${(span.to - span.from) * 100}%`,
              }}
            />
          )}
          {cursor !== null && cursor >= 0 && cursor <= 1 && (
            <i
              className={cx(layer.moved, styles.cursor)}
              style={{ transform: `translateX(${cursor * 100}%)` }}
            />
          )}
        </div>
        {data && <Axis ticks={data.ticks} window={window} />}
      </div>
    </div>
  );
}

/** Apart: it stays as it is wherever the cursor goes. */
const Zoom = memo(function Zoom() {
  return (
    <span className={styles.zoom}>
      <IconButton label="Zoom the timeline out" onClick={() => zoomTimeline(2)}>
        <Minus size={12} aria-hidden="true" />
      </IconButton>
      <IconButton label="Zoom the timeline in" onClick={() => zoomTimeline(0.5)}>
        <Plus size={12} aria-hidden="true" />
      </IconButton>
      <IconButton label="Show the whole timeline" onClick={() => showWindow(WHOLE)}>
        <Scan size={12} aria-hidden="true" />
      </IconButton>
    </span>
  );
});

function clamp(share: number): number {
  return Math.max(0, Math.min(1, share));
}

/** Reads what is seen: when the comparison moved on, when it is looked at closer, and where the cursor has gone. */
function useReading(area: React.RefObject<HTMLDivElement | null>, selected: number): void {
  const view = useDebugger((state) => state.view);
  const comparison = useDebugger((state) => state.comparison);
  const { from, to } = useTimeline((state) => state.window);
  const bars = useBars(area, view !== null);
  useEffect(() => beginTimeline(comparison), [comparison]);
  useEffect(() => {
    if (!comparison || !view || to <= from || bars === 0) return;
    readTimeline(comparison, bars).catch(() => undefined);
  }, [comparison, view, from, to, bars]);
  useEffect(() => {
    const { window, data } = useTimeline.getState();
    if (!comparison || !data || window.to - window.from >= 1 || bars === 0) return;
    const at = fractionOfRow(data.bars, selected);
    if (at === null || at < window.from || at > window.to)
      readTimeline(comparison, bars, selected).catch(() => undefined);
  }, [comparison, selected, bars]);
}

/** How many bars there is room for, by fifties; 0 until that is known. */
function useBars(area: React.RefObject<HTMLDivElement | null>, shown: boolean): number {
  const [bars, setBars] = useState(0);
  useEffect(() => {
    if (!shown || !area.current) return;
    const watch = new ResizeObserver(([entry]) => {
      const most = Math.floor((entry?.contentRect.width ?? 0) / BAR);
      setBars(Math.max(50, Math.min(1000, most - (most % 50))));
    });
    watch.observe(area.current);
    return () => watch.disconnect();
  }, [area, shown]);
  return bars;
}
