import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BEYOND, NO_ROWS, nextWindow, type RowWindow, type Seen } from './row-window.ts';

const ROOM = 14;
const scrolled = fc.record({
  from: fc.integer({ min: 0, max: 500 }),
  size: fc.integer({ min: 1, max: ROOM }),
  count: fc.integer({ min: 0, max: 500 }),
});

const shown = ({ slots }: RowWindow) => slots.filter((row) => row !== undefined).toSorted((a, b) => a - b);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);

/** What a list shows when it has come to rest. */
function rest(window: RowWindow, seen: Seen): RowWindow {
  let [before, after] = [window, nextWindow(window, seen)];
  while (after !== before) [before, after] = [after, nextWindow(after, seen)];
  return after;
}

test('wherever a list is scrolled to: what is seen is there, each row once, and it comes to rest with what is near', () => {
  fc.assert(
    fc.property(fc.array(scrolled, { minLength: 1 }), (moves) => {
      let window: RowWindow = NO_ROWS;
      for (const { from, size, count } of moves) {
        const seen = { from, to: from + size - 1, room: ROOM, count };
        window = nextWindow(window, seen);
        const rows = shown(window);
        expect(rows).toEqual(expect.arrayContaining(range(from, Math.min(seen.to, count - 1))));
        expect(new Set(rows).size).toBe(rows.length);
        expect(rows.every((row) => row < count)).toBe(true);
        const least = Math.max(0, Math.min(from - BEYOND, count - ROOM - 2 * BEYOND));
        const near = range(least, Math.min(count, least + ROOM + 2 * BEYOND) - 1);
        const { first, last } = window;
        expect(range(first, last)).toEqual(near);
        expect(shown(rest(window, seen))).toEqual(near);
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
  expect(shown(after).filter((row) => row >= 30)).toEqual(range(1000, 1013));
  expect(after.slots.filter((row, slot) => row !== before.slots[slot])).toHaveLength(14);
});

test('a short way draws the rows that come into reach, in the elements of those that are out of it', () => {
  const before = rest(NO_ROWS, { from: 100, to: 112, room: ROOM, count: 5000 });
  const after = nextWindow(before, { from: 103, to: 115, room: ROOM, count: 5000 });
  expect(shown(before)).toEqual(range(92, 121));
  expect(shown(after)).toEqual(range(95, 124));
  for (const row of range(95, 121)) expect(after.slots.indexOf(row)).toBe(before.slots.indexOf(row));
});
