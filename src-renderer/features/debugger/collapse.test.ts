import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fold, positionOfRow, rowAtPosition } from './collapse.ts';

/** The plain way: walk all rows and skip what is hidden. */
function visible(rows: number, closed: ReadonlyMap<number, number>): number[] {
  const seen: number[] = [];
  for (let row = 0; row < rows; row++) {
    seen.push(row);
    const size = closed.get(row);
    if (size !== undefined) row += size;
  }
  return seen;
}

describe('folding', () => {
  test('within a range shows what is visible in it, at the same places', () => {
    fc.assert(
      fc.property(fc.nat(30), fc.nat(30), fc.array(fc.tuple(fc.nat(30), fc.nat(8))), (a, b, shut) => {
        const closed = new Map(shut);
        const range = { from: Math.min(a, b), to: Math.max(a, b) };
        // A row of the range that is hidden by one before it is seen there: the range is all there is.
        const inside = new Map([...closed].filter(([row]) => row >= range.from));
        const seen = visible(31, inside).filter((row) => row >= range.from && row <= range.to);
        const folding = fold(31, inside, range);
        expect(folding.total).toBe(seen.length);
        expect(seen.map((_, position) => rowAtPosition(folding, position))).toEqual(seen);
        expect(seen.map((row) => positionOfRow(folding, row))).toEqual(seen.map((_, position) => position));
      }),
    );
  });

  test('hides a subtree and shifts what follows', () => {
    const folding = fold(10, new Map([[2, 3]]));
    expect(folding.total).toBe(7);
    expect([0, 1, 2, 3, 4].map((position) => rowAtPosition(folding, position))).toEqual([0, 1, 2, 6, 7]);
    expect(positionOfRow(folding, 4)).toBe(2);
    expect(positionOfRow(folding, 6)).toBe(3);
  });

  test('never counts a closed row within a closed subtree twice', () => {
    expect(
      fold(
        10,
        new Map([
          [1, 5],
          [3, 1],
        ]),
      ).total,
    ).toBe(5);
  });

  test('a subtree that still grows ends with the rows', () => {
    expect(fold(4, new Map([[2, 100]])).total).toBe(3);
  });

  test('agrees with walking all rows, for any nested subtrees', () => {
    const ranges = fc.array(fc.tuple(fc.nat(60), fc.nat(20)), { maxLength: 8 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 80 }), ranges, (rows, pairs) => {
        const closed = new Map<number, number>();
        // Keep only properly nested or disjoint subtrees, as a tree has them.
        for (const [row, size] of pairs) {
          const end = row + size;
          const crosses = [...closed].some(
            ([other, otherSize]) =>
              (other < row && row <= other + otherSize && end > other + otherSize) ||
              (row < other && other <= end && other + otherSize > end),
          );
          if (row < rows && end < rows && !crosses) closed.set(row, size);
        }
        const folding = fold(rows, closed);
        const expected = visible(rows, closed);
        expect(folding.total).toBe(expected.length);
        expected.forEach((row, position) => {
          expect(rowAtPosition(folding, position)).toBe(row);
          expect(positionOfRow(folding, row)).toBe(position);
        });
      }),
    );
  });
});
