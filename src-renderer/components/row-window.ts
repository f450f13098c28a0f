/** What a list's elements show. */
export interface RowWindow {
  /** The row of each element; undefined: none yet. An element keeps its place in this list. */
  readonly slots: readonly (number | undefined)[];
  /** The rows around what is seen, both ends included, which is what the elements come to show; `last` before `first`: none. */
  readonly first: number;
  readonly last: number;
}

export interface Seen {
  /** The rows in view, both ends included. */
  readonly from: number;
  readonly to: number;
  /** How many of them there may be, wherever the list stands. */
  readonly room: number;
  /** Rows of the whole list. */
  readonly count: number;
}

export const NO_ROWS: RowWindow = { slots: [], first: 0, last: -1 };

/** Rows kept beyond what is seen, so that the next ones are there when the list moves. */
export const BEYOND = 8;
/** Rows that are drawn ahead of need in one frame: a leap costs what is seen, and the rest comes frame by frame. */
const PER_FRAME = 4;

/**
 * What the elements show next: all that is seen, and some more on the way to the rows around it; the others stay what
 * they were. A row always has the same element, so that the document changes in what its elements say alone. Called
 * until nothing changes, it ends with the rows around what is seen and no other ones.
 */
export function nextWindow(before: RowWindow, { from, to, room, count }: Seen): RowWindow {
  const size = room + 2 * BEYOND;
  const top = Math.max(0, Math.min(from, count - 1));
  const bottom = Math.min(to, count - 1);
  const first = Math.max(0, Math.min(top - BEYOND, count - size));
  const last = Math.min(count, first + size) - 1;
  const known = before.slots.length === size ? before.slots : [];
  const slots = Array.from({ length: size }, (_, slot) => {
    const row = known[slot];
    return row !== undefined && row < count ? row : undefined;
  });
  let drawn = 0;
  const draw = (row: number) => {
    if (slots[row % size] === row) return;
    slots[row % size] = row;
    drawn++;
  };
  for (let row = top; row <= bottom; row++) draw(row);
  const enough = Math.max(PER_FRAME, drawn + 1);
  for (let row = bottom + 1; row <= last && drawn < enough; row++) draw(row);
  for (let row = top - 1; row >= first && drawn < enough; row--) draw(row);
  const same = first === before.first && last === before.last && slots.every((row, i) => row === known[i]);
  return same ? before : { slots, first, last };
}
