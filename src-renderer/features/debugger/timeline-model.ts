import type { TimelineBar, TimelineMark } from '../../../shared/api/timeline.ts';

/** The part of the axis that is seen, as fractions of the whole. */
export interface Window {
  readonly from: number;
  readonly to: number;
}

export const WHOLE: Window = { from: 0, to: 1 };

/** Nobody looks closer than this: some rows of a million. */
const CLOSEST = 1e-6;

/** The window `factor` times as wide, where `around` (a fraction of the whole) stays where it is. */
export function zoomed({ from, to }: Window, factor: number, around: number): Window {
  const width = Math.min(1, Math.max(CLOSEST, (to - from) * factor));
  const share = (around - from) / (to - from);
  return within(around - share * width, width);
}

/** Moved by a share of its own width. */
export function panned({ from, to }: Window, share: number): Window {
  return within(from + share * (to - from), to - from);
}

function within(from: number, width: number): Window {
  const start = Math.max(0, Math.min(from, 1 - width));
  return { from: start, to: Math.min(1, start + width) };
}

/** Where a fraction of the whole lies in the window, 0 to 1 within it. */
export function shareIn({ from, to }: Window, at: number): number {
  return (at - from) / (to - from);
}

/** The row drawn at a fraction of the axis. */
export function rowAtFraction(bars: readonly TimelineBar[], at: number): number | null {
  const bar = bars.findLast(({ left }) => left <= at) ?? bars[0];
  if (!bar) return null;
  const share = bar.width > 0 ? (at - bar.left) / bar.width : 0;
  return bar.row + Math.max(0, Math.min(bar.rows - 1, Math.floor(share * bar.rows)));
}

/** The middle of a row; null where it is not among the bars. */
export function fractionOfRow(bars: readonly TimelineBar[], row: number): number | null {
  const bar = bars.find((one) => row >= one.row && row < one.row + one.rows);
  return bar ? bar.left + ((row - bar.row + 0.5) / bar.rows) * bar.width : null;
}

/** Where the rows [from, to] begin and end, as far as they are among the bars. */
export function spanOfRows(bars: readonly TimelineBar[], from: number, to: number): Window | null {
  const [first, last] = [bars[0], bars.at(-1)];
  if (!first || !last || to < first.row || from >= last.row + last.rows) return null;
  const edge = (row: number): number => {
    const bar = bars.find((one) => row < one.row + one.rows);
    if (!bar) return last.left + last.width;
    return bar.left + (Math.max(0, row - bar.row) / bar.rows) * bar.width;
  };
  return { from: edge(from), to: edge(to + 1) };
}

export interface Mark {
  readonly kind: TimelineMark | 'breakpoint';
  readonly row: number;
  readonly count: number;
  readonly at: number;
}

/** What the lane over the tracks shows: the loudest of each bar's marks, and stops at breakpoints. */
export function marksOf(bars: readonly TimelineBar[], stops: readonly number[]): readonly Mark[] {
  return bars.flatMap((bar): Mark[] => {
    const found: Mark[] = [];
    const at = bar.left + bar.width / 2;
    const stop = stops.filter((row) => row >= bar.row && row < bar.row + bar.rows);
    if (stop[0] !== undefined) found.push({ kind: 'breakpoint', row: stop[0], count: stop.length, at });
    for (const kind of ['divergence', 'violation', 'effect'] as const) {
      const mark = bar.marks[kind];
      if (mark) return [...found, { kind, ...mark, at }];
    }
    return found;
  });
}
