import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BEYOND, NO_ROWS, nextWindow, type RowWindow } from './row-window.ts';

const seen = fc.record({
  from: fc.integer({ min: 0, max: 500 }),
  size: fc.integer({ min: 0, max: 40 }),
  count: fc.integer({ min: 0, max: 500 }),
});

/** What a list holds where it is scrolled to, at once and when it has come to rest. */
function scrolled(before: RowWindow, from: number, to: number, count: number) {
  const at = nextWindow(before, from, to, count);
  let rest = at;
  for (let i = 0; i < 2 * BEYOND; i++) rest = nextWindow(rest, from, to, count);
  return { at, rest };
}

test('wherever a list is scrolled to: what is seen is there, nothing far away is, and it comes to rest', () => {
  fc.assert(
    fc.property(fc.array(seen, { minLength: 1 }), (moves) => {
      let window: RowWindow = NO_ROWS;
      for (const { from, size, count } of moves.filter((move) => move.from < move.count)) {
        const last = Math.min(from + size, count - 1);
        const [least, most] = [Math.max(0, from - BEYOND), Math.min(count - 1, last + BEYOND)];
        const { at, rest } = scrolled(window, from, from + size, count);
        expect(at.first).toBeLessThanOrEqual(from);
        expect(at.last).toBeGreaterThanOrEqual(last);
        expect(at.first).toBeGreaterThanOrEqual(least);
        expect(at.last).toBeLessThanOrEqual(most);
        expect(rest).toMatchObject({ first: least, last: most });
        window = at;
      }
    }),
  );
});

test('a list without rows holds none', () => {
  const { first, last } = nextWindow({ first: 3, last: 9, base: 0 }, 0, 12, 0);
  expect(last).toBeLessThan(first);
});

test('a leap takes what is seen alone, in the elements that are there', () => {
  const before = { first: 0, last: 20, base: 0 };
  const after = nextWindow(before, 1000, 1012, 5000);
  expect(after).toEqual({ first: 1000, last: 1012, base: 1000 });
});

test('a short way keeps the elements of the rows that stay', () => {
  const before = { first: 10, last: 38, base: 7 };
  const after = nextWindow(before, 21, 33, 5000);
  expect(after).toEqual({ first: 13, last: 41, base: 7 });
});
