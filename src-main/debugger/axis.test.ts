import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type AxisRow, buildAxis, rowAt, timelineWindow } from './axis.ts';
import { newCell } from './cells.ts';

const cell = (us: number, more: { effects?: number; violations?: number } = {}) => ({
  ...newCell({ kind: 'step_left', outcome: 'completed', step: 's', occ: '0', time: 0 }, 0),
  endUs: us,
  ...more,
});
const row = (us: number, descendants = 0, more: Partial<AxisRow> = {}): AxisRow => ({
  descendants,
  cells: [cell(us), cell(us)],
  tone: 'equal',
  ...more,
});
const lay = (rows: readonly AxisRow[], divergent: readonly number[] = []) =>
  buildAxis(rows.length, (index) => rows[index] as AxisRow, divergent);
const name = (index: number) => `s${index}`;

test('a row that holds others is as wide as what it did itself', () => {
  const axis = lay([row(100, 2), row(30), row(70), row(100)]);
  expect(axis.slower[4]).toBe(200);
  expect([...axis.left].map((at) => Math.round(at * 1000))).toEqual([0, 75, 255, 575, 1000]);
});

test('bars say where something differs, and where to go for it', () => {
  const rows = [
    row(10),
    row(10, 0, { cells: [cell(10, { effects: 1 }), null] }),
    row(10, 0, { cells: [cell(10), cell(20, { violations: 2 })], tone: 'diverged' }),
  ];
  const { bars } = timelineWindow(lay(rows, [2]), 0, 1, 100, name);
  expect(bars.map(({ tone }) => tone)).toEqual(['step', 'effect', 'diverged']);
  expect(bars[1]).toMatchObject({ direct: null, marks: { effect: { row: 1, count: 1 } } });
  expect(bars[2]).toMatchObject({
    reference: { share: 0.5 },
    direct: { share: 1 },
    marks: { divergence: { row: 2, count: 1 }, violation: { row: 2, count: 1 } },
  });
});

test('a window of a long comparison is few bars, however many rows it holds', () => {
  const axis = lay(Array.from({ length: 100_000 }, (_, i) => row(i % 7)));
  const { bars } = timelineWindow(axis, 0, 1, 400, name);
  expect(bars.length).toBeLessThanOrEqual(401);
  expect(bars.reduce((sum, bar) => sum + bar.rows, 0)).toBe(100_000);
  const near = timelineWindow(axis, 0.5, 0.5005, 400, name).bars;
  expect(near.length).toBeGreaterThan(40);
  expect(near.every(({ rows }) => rows === 1)).toBe(true);
});

test('axes are whole: bars follow each other without gap, and a place leads to its row', () => {
  fc.assert(
    fc.property(
      fc.array(fc.nat(1000), { minLength: 1, maxLength: 60 }),
      fc.integer({ min: 1, max: 80 }),
      (lengths, most) => {
        const axis = lay(lengths.map((us) => row(us)));
        const { bars } = timelineWindow(axis, 0, 1, most, name);
        let next = 0;
        let at = 0;
        for (const bar of bars) {
          expect(bar.row).toBe(next);
          expect(bar.left).toBeCloseTo(at);
          next += bar.rows;
          at += bar.width;
        }
        expect(next).toBe(lengths.length);
        expect(at).toBeCloseTo(1);
        for (let i = 0; i < lengths.length; i++)
          expect(rowAt(axis, ((axis.left[i] ?? 0) + (axis.left[i + 1] ?? 0)) / 2)).toBe(i);
      },
    ),
  );
});

test('marks of time are round, within the window, and not crowded', () => {
  const axis = lay([row(10), row(10), row(10)]);
  expect(timelineWindow(axis, 0, 1, 10, name).ticks.map(({ us }) => us)).toEqual([0, 5, 10, 15, 20, 25, 30]);
  const near = timelineWindow(axis, 0.4, 0.5, 10, name).ticks;
  expect(near.length).toBeGreaterThan(0);
  for (const { at } of near) expect(at).toSatisfy((x: number) => x >= 0.4 && x <= 0.5);
});
