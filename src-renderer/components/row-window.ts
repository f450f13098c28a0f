/**
 * What a list's elements show. They stand in two blocks of `page` elements each, and a block shows a page of the list:
 * an even page the first one, an odd page the second one.
 */
export interface RowWindow {
  /** The row of each element; undefined: none. An element keeps its place in this list, and in its block. */
  readonly slots: readonly (number | undefined)[];
  /** Rows of a page, elements of a block. */
  readonly page: number;
  /** The page of each block. */
  readonly pages: readonly [number, number];
  /** The rows that the elements come to show, both ends included; `last` before `first`: none. */
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

export const NO_ROWS: RowWindow = { slots: [], page: 0, pages: [0, 1], first: 0, last: -1 };

/** Rows that there are at least beyond what is seen, so that the next ones are there when the list moves. */
export const BEYOND = 8;
/** Rows that are drawn ahead of need in one frame, as many as a turning wheel brings: a leap costs what is seen, and the rest comes frame by frame. */
const PER_FRAME = 3;

/**
 * What the elements show next: all that is seen, and some more on the way to the whole of both pages; the others stay
 * what they were. A row always has the same element at the same place of the same block: scrolling changes what the
 * elements say, and now and then moves a block that is out of view. Called until nothing changes, it ends with the
 * rows of both pages and no other ones.
 */
export function nextWindow(before: RowWindow, { from, to, room, count }: Seen): RowWindow {
  const page = room + 2 * BEYOND;
  const size = 2 * page;
  const top = Math.max(0, Math.min(from, count - 1));
  const bottom = Math.min(to, count - 1);
  const known =
    before.page === page ? before : { ...NO_ROWS, slots: Array.from<undefined>({ length: size }) };
  const pages = pagesAround(top, bottom, page, count, known.pages);
  const first = Math.min(...pages) * page;
  const last = Math.min(count, first + size) - 1;
  const slots = known.slots.map((row, slot) => {
    const [even, odd] = pages;
    const own = slot < page ? even * page + slot : odd * page + slot - page;
    return own < count && row !== undefined && row < count ? row : undefined;
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
  const same =
    known === before &&
    first === before.first &&
    last === before.last &&
    slots.every((row, i) => row === known.slots[i]);
  return same ? before : { slots, page, pages, first, last };
}

/** The page in view and the one that is needed next to it; while neither is, the one that is there stays. */
function pagesAround(
  top: number,
  bottom: number,
  page: number,
  count: number,
  before: RowWindow['pages'],
): RowWindow['pages'] {
  const here = Math.floor(top / page);
  const there = before[(here + 1) % 2] ?? -1;
  const isBeside = Math.abs(there - here) === 1 && there * page < count;
  let next = isBeside ? there : here + 1;
  if (bottom + BEYOND >= (here + 1) * page) next = here + 1;
  else if (top - BEYOND < here * page) next = here - 1;
  if (next < 0 || (next * page >= count && here === 0)) next = here + 1;
  else if (next * page >= count) next = here - 1;
  return here % 2 === 0 ? [here, next] : [next, here];
}
