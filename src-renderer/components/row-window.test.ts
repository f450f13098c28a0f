import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BEYOND, NO_ROWS, nextWindow, type RowWindow, type Seen } from './row-window.ts';

const ROOM = 14;
const scrolled = fc.record({
  from: fc.integer({ min: 0, max: 500 }),
  size: fc.integer({ min: 1, max: ROOM }),
  count: fc.integer({ min: 0, max: 500 }),
});

const PAGE = ROOM + 2 * BEYOND;

const shown = ({ slots }: RowWindow) => slots.filter((row) => row !== undefined).toSorted((a, b) => a - b);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** What a list shows when it has come to rest. */
function rest(window: RowWindow, seen: Seen): RowWindow {
  let [before, after] = [window, nextWindow(window, seen)];
  while (after !== before) [before, after] = [after, nextWindow(after, seen)];
  return after;
}

/** Where each row stands by the place of its element, in rows from the top of the list. */
const standing = ({ slots, page, pages }: RowWindow) =>
  slots.flatMap((row, slot) =>
    row === undefined ? [] : [{ row, at: (pages[slot < page ? 0 : 1] ?? 0) * page + (slot % page) }],
  );

test('wherever a list is scrolled to: what is seen is there at its place, each row once, and it comes to rest with what is near', () => {
  fc.assert(
    fc.property(fc.array(scrolled, { minLength: 1 }), (moves) => {
      let window: RowWindow = NO_ROWS;
      for (const { from, size, count } of moves) {
        const seen = { from, to: from + size - 1, room: ROOM, count };
        window = nextWindow(window, seen);
        const rows = shown(window);
        const inView = range(Math.min(from, Math.max(0, count - 1)), Math.min(seen.to, count - 1));
        expect(rows).toEqual(expect.arrayContaining(inView));
        expect(
          standing(window)
            .filter(({ row }) => inView.includes(row))
            .every(({ row, at }) => row === at),
        ).toBe(true);
        expect(new Set(rows).size).toBe(rows.length);
        expect(rows.every((row) => row < count)).toBe(true);
        const { first, last } = window;
        expect(first).toBeLessThanOrEqual(Math.max(0, Math.min(from, count - 1) - BEYOND));
        expect(last).toBeGreaterThanOrEqual(Math.min(seen.to + BEYOND, count - 1));
        const still = rest(window, seen);
        expect(shown(still)).toEqual(range(first, last));
        expect(standing(still).every(({ row, at }) => row === at)).toBe(true);
      }
    }),
  );
});

test('a list without rows shows none', () => {
  const before = rest(NO_ROWS, { from: 0, to: 12, room: ROOM, count: 20 });
  expect(shown(nextWindow(before, { from: 0, to: 12, room: ROOM, count: 0 }))).toEqual([]);
});

test('a leap draws what is seen and one row more; the other elements stay what they were', () => {
  const before = rest(NO_ROWS, { from: 0, to: 12, room: ROOM, count: 5000 });
  const after = nextWindow(before, { from: 1000, to: 1012, room: ROOM, count: 5000 });
  expect(shown(after).filter((row) => row >= 2 * PAGE)).toEqual(range(1000, 1013));
  expect(after.slots.filter((row, slot) => row !== before.slots[slot])).toHaveLength(14);
});

test('a block moves where its rows are needed, and no more until it is far out of view again', () => {
  const at = (from: number) => ({ from, to: from + 12, room: ROOM, count: 5000 });
  let window = rest(NO_ROWS, at(PAGE));
  const moves: number[] = [];
  const way = range(PAGE, 3 * PAGE);
  for (const from of [...way, ...way.toReversed()]) {
    const after = nextWindow(window, at(from));
    if (after.first !== window.first) moves.push(from);
    window = after;
  }
  expect(moves).toEqual([40, 70, 67, 37]);
});
