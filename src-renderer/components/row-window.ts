/** Rows that are in the document, both ends included; `last` before `first`: none. */
export interface RowWindow {
  readonly first: number;
  readonly last: number;
  /** What a row's key counts from: after a leap the elements that are there show the rows of the new place. */
  readonly base: number;
}

export const NO_ROWS: RowWindow = { first: 0, last: -1, base: 0 };

/** Rows kept beyond what is seen, so that the next ones are there when the list moves. */
export const BEYOND = 8;
/** Rows that are added ahead of need in one frame: a leap costs what is seen, and the rest comes frame by frame. */
const PER_FRAME = 4;

/**
 * The rows to hold next when [from, to] are seen of `count`: all of those, some more on the way to `BEYOND` on either
 * side, nothing farther away. Called until nothing changes, it ends with all of them.
 */
export function nextWindow(before: RowWindow, from: number, to: number, count: number): RowWindow {
  const seen = { first: Math.max(0, from), last: Math.min(to, count - 1) };
  if (seen.last < seen.first) return { first: 0, last: -1, base: before.base };
  const least = Math.max(0, seen.first - BEYOND);
  const most = Math.min(count - 1, seen.last + BEYOND);
  if (before.last < before.first || before.first > seen.last || before.last < seen.first)
    return { ...seen, base: before.base + seen.first - before.first };
  const first = Math.max(least, Math.min(before.first, seen.first));
  const last = Math.min(most, Math.max(before.last, seen.last));
  const needed = Math.max(0, before.first - first) + Math.max(0, last - before.last);
  const spare = Math.max(needed > 0 ? 1 : 0, PER_FRAME - needed);
  const below = Math.min(spare, most - last);
  const above = Math.min(spare - below, first - least);
  return { first: first - above, last: last + below, base: before.base };
}
