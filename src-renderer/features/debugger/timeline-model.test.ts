import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { TimelineBar } from '../../../shared/api/timeline.ts';
import {
  fractionOfRow,
  marksOf,
  panned,
  rowAtFraction,
  shareIn,
  spanOfRows,
  WHOLE,
  zoomed,
} from './timeline-model.ts';

const bar = (row: number, rows: number, left: number, width: number, marks: TimelineBar['marks'] = {}) =>
  ({ row, rows, left, width, marks }) as TimelineBar;
const bars = [bar(0, 1, 0, 0.2), bar(1, 4, 0.2, 0.4), bar(5, 1, 0.6, 0.4)];

describe('a window', () => {
  test('zooms around a place, which stays where it is, and never leaves the whole', () => {
    const fraction = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fraction, fc.double({ min: 0.05, max: 4, noNaN: true }), (around, factor) => {
        const near = zoomed(WHOLE, 0.25, around);
        expect(shareIn(near, around)).toBeCloseTo(around);
        const next = zoomed(near, factor, around);
        expect(next.from).toBeGreaterThanOrEqual(0);
        expect(next.to).toBeLessThanOrEqual(1);
        expect(next.to - next.from).toBeCloseTo(Math.min(1, 0.25 * factor));
      }),
    );
    expect(zoomed({ from: 0.2, to: 0.4 }, 100, 0.3)).toEqual(WHOLE);
    expect(zoomed(WHOLE, 0, 0.5).to).toBeGreaterThan(0.5);
  });

  test('pans by its own width, up to the ends', () => {
    expect(panned({ from: 0.2, to: 0.4 }, 0.5)).toEqual({
      from: expect.closeTo(0.3),
      to: expect.closeTo(0.5),
    });
    expect(panned({ from: 0.2, to: 0.4 }, -9)).toEqual({ from: 0, to: expect.closeTo(0.2) });
    expect(panned({ from: 0.2, to: 0.4 }, 9).to).toBe(1);
  });
});

test('a place leads to a row and back, within bars of many rows too', () => {
  for (const row of [0, 1, 2, 3, 4, 5]) expect(rowAtFraction(bars, fractionOfRow(bars, row) ?? -1)).toBe(row);
  expect(rowAtFraction(bars, 2)).toBe(5);
  expect(rowAtFraction(bars, -1)).toBe(0);
  expect(rowAtFraction([], 0.5)).toBeNull();
  expect(fractionOfRow(bars, 6)).toBeNull();
});

test('a range of rows has its span', () => {
  expect(spanOfRows(bars, 1, 4)).toEqual({ from: 0.2, to: expect.closeTo(0.6) });
  expect(spanOfRows(bars, 3, 99)).toEqual({ from: expect.closeTo(0.4), to: 1 });
  expect(spanOfRows(bars, 6, 9)).toBeNull();
});

test('the lane shows what is loudest in a bar, and where breakpoints stop', () => {
  const marked = [
    bar(0, 2, 0, 0.5, { divergence: { row: 1, count: 1 }, effect: { row: 0, count: 2 } }),
    bar(2, 2, 0.5, 0.5, { effect: { row: 3, count: 1 } }),
  ];
  expect(marksOf(marked, [2]).map(({ kind, row }) => [kind, row])).toEqual([
    ['divergence', 1],
    ['breakpoint', 2],
    ['effect', 3],
  ]);
});
