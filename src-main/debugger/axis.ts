import type { TimelineBar, TimelineSide, TimelineWindow } from '../../shared/api/timeline.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import type { CellFold } from './cells.ts';

/** Every row can be seen and hit, however short it was: this share of the axis is divided evenly. */
const EVEN_SHARE = 0.3;

/** What the axis needs of a row. */
export interface AxisRow {
  readonly descendants: number;
  readonly cells: readonly [CellFold | null, CellFold | null];
  readonly tone: 'equal' | 'diverged' | 'consequence' | 'accepted';
}

/**
 * All rows laid out on one axis, as sums from the left: a window of any width is read in time that depends on what is
 * drawn and not on how long the comparison is.
 */
export interface Axis {
  readonly rows: number;
  /** Where each row begins, 0 to 1; one more for the end. */
  readonly left: Float64Array;
  /** Computing time before each row: of the slower path, and of each. */
  readonly slower: Float64Array;
  readonly own: Readonly<Record<PathName, Float64Array>>;
  /** Rows before each that the path has. */
  readonly has: Readonly<Record<PathName, Uint32Array>>;
  /** Rows with something to mark, ascending. */
  readonly marks: Readonly<
    Record<'divergence' | 'differs' | 'violation' | 'effect' | 'consequence' | 'accepted', readonly number[]>
  >;
}

/** `divergent`: rows of the divergences, in any order. */
export function buildAxis(
  rows: number,
  rowAt: (index: number) => AxisRow,
  divergent: readonly number[],
): Axis {
  const own = { reference: new Float64Array(rows + 1), direct: new Float64Array(rows + 1) };
  const has = { reference: new Uint32Array(rows + 1), direct: new Uint32Array(rows + 1) };
  const marks = {
    divergence: [...new Set(divergent)].filter((row) => row < rows).sort((a, b) => a - b),
    differs: [] as number[],
    violation: [] as number[],
    effect: [] as number[],
    consequence: [] as number[],
    accepted: [] as number[],
  };
  /** Rows that hold the one at hand, and where each ends. */
  const around: { readonly row: number; readonly end: number }[] = [];
  let holder = around.at(-1);
  for (let i = 0; i < rows; i++) {
    const { cells, descendants, tone } = rowAt(i);
    const [reference, direct] = cells;
    while (holder !== undefined && holder.end <= i) {
      around.pop();
      holder = around.at(-1);
    }
    take(own.reference, has.reference, i, reference, holder?.row);
    take(own.direct, has.direct, i, direct, holder?.row);
    if ((reference?.violations ?? 0) + (direct?.violations ?? 0) > 0) marks.violation.push(i);
    if ((reference?.effects ?? 0) + (direct?.effects ?? 0) > 0) marks.effect.push(i);
    if (tone === 'diverged') marks.differs.push(i);
    else if (tone === 'consequence') marks.consequence.push(i);
    else if (tone === 'accepted') marks.accepted.push(i);
    if (descendants > 0) {
      holder = { row: i, end: i + 1 + descendants };
      around.push(holder);
    }
  }
  const slower = new Float64Array(rows + 1);
  for (let i = 0; i < rows; i++) slower[i] = Math.max(own.reference[i] ?? 0, own.direct[i] ?? 0);
  for (const sums of [slower, own.reference, own.direct, has.reference, has.direct]) runningSum(sums);
  const total = slower[rows] || 1;
  const left = new Float64Array(rows + 1);
  for (let i = 1; i <= rows; i++)
    left[i] = (EVEN_SHARE * i) / rows + ((1 - EVEN_SHARE) * (slower[i] ?? 0)) / total;
  if ((slower[rows] ?? 0) === 0) for (let i = 0; i <= rows; i++) left[i] = rows === 0 ? 0 : i / rows;
  return { rows, left, slower, own, has, marks };
}

/** A path's own time in a row, which is none of the row's that holds it. */
function take(
  own: Float64Array,
  has: Uint32Array,
  row: number,
  cell: CellFold | null,
  holder: number | undefined,
): void {
  if (cell === null) return;
  const us = cell.endUs - cell.startUs;
  own[row] = us;
  if (holder !== undefined) own[holder] = Math.max(0, (own[holder] ?? 0) - us);
  has[row] = 1;
}

/** Each entry becomes the sum of those before it; the last one, of all. */
function runningSum(values: Float64Array | Uint32Array): void {
  let sum = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    values[i] = sum;
    sum += value;
  }
}

/** The window, moved as little as needed where the row is outside of it. */
export function windowAround(
  axis: Axis,
  { from, to }: { readonly from: number; readonly to: number },
  row: number,
): { readonly from: number; readonly to: number } {
  const width = to - from;
  const [left, right] = [axis.left[row] ?? 1, axis.left[row + 1] ?? 1];
  if (left >= from && right <= to) return { from, to };
  const start = Math.max(0, Math.min((left + right) / 2 - width / 2, 1 - width));
  return { from: start, to: start + width };
}

/** The part [from, to] of the axis in at most about `most` bars. */
export function timelineWindow(
  axis: Axis,
  from: number,
  to: number,
  most: number,
  nameOf: (row: number) => string,
): TimelineWindow {
  const least = (to - from) / Math.max(1, most);
  const bars: TimelineBar[] = [];
  const end = axis.rows;
  for (let row = rowAt(axis, from); row < end && (axis.left[row] ?? 1) < to; ) {
    const start = axis.left[row] ?? 0;
    const until = Math.min(end, Math.max(row + 1, lowerBound(axis.left, start + least)));
    bars.push(barOf(axis, row, until, nameOf(row)));
    row = until;
  }
  return {
    from,
    to,
    rows: axis.rows,
    totalUs: axis.slower[end] ?? 0,
    bars,
    ticks: ticks(axis, from, to, 7),
  };
}

function barOf(axis: Axis, row: number, until: number, name: string): TimelineBar {
  const span = (values: Float64Array | Uint32Array) => (values[until] ?? 0) - (values[row] ?? 0);
  const slower = span(axis.slower);
  const side = (path: PathName): TimelineSide | null =>
    span(axis.has[path]) === 0
      ? null
      : { durationUs: span(axis.own[path]), share: slower === 0 ? 1 : span(axis.own[path]) / slower };
  const mark = (kind: keyof Axis['marks']) => {
    const rows = axis.marks[kind];
    const first = lowerBound(rows, row);
    const count = lowerBound(rows, until) - first;
    return count > 0 ? { row: rows[first] ?? row, count } : undefined;
  };
  const [divergence, violation, effect] = [mark('divergence'), mark('violation'), mark('effect')];
  return {
    row,
    rows: until - row,
    left: axis.left[row] ?? 0,
    width: span(axis.left),
    name,
    reference: side('reference'),
    direct: side('direct'),
    tone: toneOf(mark('differs'), mark('consequence'), divergence, mark('accepted'), effect),
    marks: {
      ...(divergence ? { divergence } : {}),
      ...(violation ? { violation } : {}),
      ...(effect ? { effect } : {}),
    },
  };
}

/** What only follows from an earlier divergence is quieter than what differs by itself. */
function toneOf(
  differs: object | undefined,
  consequence: object | undefined,
  divergence: object | undefined,
  accepted: object | undefined,
  effect: object | undefined,
): TimelineBar['tone'] {
  if (differs) return 'diverged';
  if (consequence) return 'consequence';
  if (divergence) return 'diverged';
  if (accepted) return 'accepted';
  return effect ? 'effect' : 'step';
}

/** The row drawn at a fraction of the axis. */
export function rowAt(axis: Axis, fraction: number): number {
  const after = lowerBound(axis.left, fraction + Number.EPSILON);
  return Math.max(0, Math.min(after - 1, axis.rows - 1));
}

/** First position whose value is not less. */
function lowerBound(values: ArrayLike<number>, wanted: number): number {
  let low = 0;
  let high = values.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Round times within the window. */
function ticks(axis: Axis, from: number, to: number, most: number): TimelineWindow['ticks'] {
  const timeAt = (fraction: number) => {
    const row = rowAt(axis, fraction);
    const [left, right] = [axis.left[row] ?? 0, axis.left[row + 1] ?? 1];
    const share = right > left ? Math.min(1, Math.max(0, (fraction - left) / (right - left))) : 0;
    const start = axis.slower[row] ?? 0;
    return start + share * ((axis.slower[row + 1] ?? start) - start);
  };
  const [first, last] = [timeAt(from), timeAt(to)];
  const rough = (last - first) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const found: { us: number; at: number }[] = [];
  for (let us = Math.ceil(first / step) * step; us <= last; us += step) {
    const row = Math.max(0, Math.min(lowerBound(axis.slower, us + 0.5) - 1, axis.rows - 1));
    const start = axis.slower[row] ?? 0;
    const length = (axis.slower[row + 1] ?? start) - start;
    const [left, right] = [axis.left[row] ?? 0, axis.left[row + 1] ?? 1];
    const at = left + (length > 0 ? Math.min(1, (us - start) / length) : 0) * (right - left);
    if (at >= from && at <= to && (at - (found.at(-1)?.at ?? -1)) / (to - from) >= 0.07)
      found.push({ us, at });
  }
  return found;
}
