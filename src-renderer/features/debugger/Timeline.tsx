import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { cx } from '../../components/cx.ts';
import { PathMark } from '../../components/PathMark.tsx';
import { showDuration } from '../../components/time.ts';
import { useBreakpoints } from '../breakpoints/breakpoints-store.ts';
import { isLive } from './controls.ts';
import { control, knownRow, reveal, rowCache, select, useDebugger } from './debugger-store.ts';
import styles from './Timeline.module.css';
import {
  type Bar,
  fractionOfRow,
  rowAtFraction,
  type TimelineModel,
  ticks,
  timelineModel,
  timelineRows,
} from './timeline-model.ts';

/** Both paths over time; where the cursor is dragged, everything else follows. */
export function Timeline() {
  const view = useDebugger((state) => state.view);
  const selected = useDebugger((state) => state.selected);
  const model = useTimeline();
  const area = useRef<HTMLDivElement>(null);
  if (!view) return <div className={styles.timeline} />;
  const paths = (['reference', 'direct'] as const).filter((path) => view.paths[path] !== null);
  const events = Math.max(view.paths.reference?.events ?? 0, view.paths.direct?.events ?? 0);
  const row = knownRow(selected);
  const cursor = model ? fractionOfRow(model, selected) : null;
  const total = model?.totalUs ?? 1;

  const go = (event: PointerEvent) => {
    const box = area.current?.getBoundingClientRect();
    if (!box || !model || box.width === 0) return;
    const found = rowAtFraction(model, (event.clientX - box.left) / box.width);
    if (found !== null && found !== selected) {
      reveal(found);
      select(found);
    }
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const next = Math.max(0, Math.min(selected + (event.key === 'ArrowRight' ? 1 : -1), view.rows - 1));
    reveal(next);
    select(next);
  };
  return (
    <div className={styles.timeline}>
      <div className={styles.caption}>
        <span>
          {events} events · {showDuration(total)}
        </span>
        <span>
          row {selected + 1} of {view.rows}
          {!isLive(view) && view.divergences.some((one) => one.row > selected) && (
            <button type="button" className={styles.link} onClick={() => control('continue')}>
              next divergence
            </button>
          )}
        </span>
      </div>
      <div className={styles.body}>
        <div className={styles.names}>
          {paths.map((path) => (
            <PathMark key={path} path={path} />
          ))}
        </div>
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
          onKeyDown={keys}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            go(event);
          }}
          onPointerMove={(event) => event.buttons === 1 && go(event)}
        >
          {paths.map((path) => (
            <Track key={path} bars={model?.tracks[path] ?? []} selected={selected} path={path} />
          ))}
          {model && <Stops model={model} />}
          {cursor !== null && <i className={styles.cursor} style={{ left: `${cursor * 100}%` }} />}
        </div>
        {model && <Axis model={model} />}
      </div>
    </div>
  );
}

interface TrackProps {
  readonly bars: readonly Bar[];
  readonly selected: number;
  readonly path: PathName;
}

function Track({ bars, selected, path }: TrackProps) {
  return (
    <div className={styles.track} data-track={path}>
      {bars.map((bar) => (
        <i
          key={bar.row}
          className={cx(
            styles.bar,
            styles[bar.tone],
            bar.notched && styles.notched,
            bar.row === selected && styles.here,
          )}
          style={{
            left: `${bar.left * 100}%`,
            width: `max(2px, ${bar.width * 100}%)`,
          }}
          title={`${bar.name} · ${showDuration(bar.durationUs)}${bar.notched ? ' · contract violated' : ''}`}
        />
      ))}
    </div>
  );
}

/** Where breakpoints stop, above the tracks. */
function Stops({ model }: { readonly model: TimelineModel }) {
  const stops = useBreakpoints(({ hits }) => hits?.stops) ?? [];
  const places = new Map(stops.map(({ row, hits }) => [fractionOfRow(model, row), hits] as const));
  return [...places].map(
    ([at, hits]) =>
      at !== null && (
        <i
          key={at}
          className={styles.stop}
          data-stop
          style={{ left: `${at * 100}%` }}
          title={hits.map(({ breakpoint, detail }) => `Breakpoint ${breakpoint}: ${detail}`).join('\n')}
        />
      ),
  );
}

function Axis({ model }: { readonly model: TimelineModel }) {
  return (
    <div className={styles.axis} aria-hidden="true">
      {ticks(model, 7, 0.07).map(({ us, at }) => (
        <span key={us} style={{ left: `${at * 100}%` }}>
          {us === 0 ? '0' : showDuration(us)}
        </span>
      ))}
    </div>
  );
}

/** Rebuilt when the comparison moved on; the old picture stays until the new one is there. */
function useTimeline(): TimelineModel | null {
  const view = useDebugger((state) => state.view);
  const [model, setModel] = useState<TimelineModel | null>(null);
  useEffect(() => {
    if (!view) return;
    let gone = false;
    const read = async () => {
      const cache = rowCache();
      if (!cache) return;
      await cache.want(Math.max(0, view.rows - 1), Math.max(0, view.rows - 1));
      const rows = await timelineRows(
        view.rows,
        (index) => cache.at(index),
        () => gone,
      );
      if (!gone) setModel(timelineModel(rows, view));
    };
    read().catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [view]);
  return model;
}
