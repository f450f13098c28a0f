import { memo, useMemo } from 'react';
import type { TimelineBar, TimelineWindow } from '../../../shared/api/timeline.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { cx } from '../../components/cx.ts';
import { showDuration } from '../../components/time.ts';
import { useBreakpoints } from '../breakpoints/breakpoints-store.ts';
import styles from './Timeline.module.css';
import { type Mark, marksOf, shareIn, type Window } from './timeline-model.ts';
import { jumpTo } from './travel.ts';

interface TrackProps {
  readonly bars: readonly TimelineBar[];
  readonly window: Window;
  readonly path: PathName;
}

export const Track = memo(function Track({ bars, window, path }: TrackProps) {
  const scale = 1 / (window.to - window.from);
  return (
    <div className={styles.track} data-track={path}>
      {bars.map((bar) => {
        const side = bar[path];
        if (!side) return null;
        return (
          <i
            key={bar.row}
            className={cx(styles.bar, styles[bar.tone], bar.marks.violation && styles.notched)}
            style={{
              left: `${shareIn(window, bar.left) * 100}%`,
              width: `max(2px, ${bar.width * scale * 94 * Math.max(0.08, Math.min(1, side.share))}%)`,
            }}
            title={title(bar, side.durationUs)}
          />
        );
      })}
    </div>
  );
});

function title({ name, rows, marks }: TimelineBar, us: number): string {
  const more = rows > 1 ? ` and ${rows - 1} more ${rows === 2 ? 'row' : 'rows'}` : '';
  return `${name}${more} · ${showDuration(us)}${marks.violation ? ' · contract violated' : ''}`;
}

const MARKS: Record<Mark['kind'], { readonly sign: string; readonly words: readonly [string, string] }> = {
  divergence: { sign: '◆', words: ['divergence', 'divergences'] },
  violation: { sign: '✕', words: ['contract violated', 'contracts violated'] },
  breakpoint: { sign: '●', words: ['breakpoint', 'breakpoints'] },
  effect: { sign: '▾', words: ['effect', 'effects'] },
};

/** What there is to see, over the tracks: each mark leads to its row. */
export const Marks = memo(function Marks({ bars, window }: Omit<TrackProps, 'path'>) {
  const stops = useBreakpoints(({ hits }) => hits?.stops);
  const rows = useMemo(() => (stops ?? []).map(({ row }) => row), [stops]);
  return (
    <fieldset className={styles.marks} aria-label="Marks">
      {marksOf(bars, rows).map((mark) => {
        const { sign, words } = MARKS[mark.kind];
        const said = `${mark.count > 1 ? `${mark.count} ${words[1]}` : words[0]}, row ${mark.row + 1}`;
        return (
          <button
            key={`${mark.kind} ${mark.row}`}
            type="button"
            tabIndex={-1}
            className={cx(styles.mark, mark.kind !== 'effect' && styles[mark.kind])}
            style={{ left: `${shareIn(window, mark.at) * 100}%` }}
            data-mark={mark.kind}
            aria-label={said}
            title={said}
            onClick={() => jumpTo(mark.row)}
          >
            {sign}
          </button>
        );
      })}
    </fieldset>
  );
});

interface AxisProps {
  readonly ticks: TimelineWindow['ticks'];
  readonly window: Window;
}

export const Axis = memo(function Axis({ ticks, window }: AxisProps) {
  return (
    <div className={styles.axis} aria-hidden="true">
      {ticks
        .filter(({ at }) => at >= window.from && at <= window.to)
        .map(({ us, at }) => (
          <span key={us} style={{ left: `${shareIn(window, at) * 100}%` }}>
            {us === 0 ? '0' : showDuration(us)}
          </span>
        ))}
    </div>
  );
});
