import { describe, expect, test } from 'vitest';
import type { ComparisonView, StepRow } from '../../../shared/api/view.ts';
import { rowAtTime, ticks, timelineModel, timelineRows, timeOfRow } from './timeline-model.ts';

const cell = (startUs: number, effects = 0, violations = 0) =>
  ({ startUs, durationUs: 10, effects, violations }) as StepRow['reference'];
const row = (index: number, descendants: number, more: Partial<StepRow> = {}): StepRow =>
  ({
    index,
    descendants,
    kind: 'step',
    name: `s${index}`,
    status: 'equal',
    reference: cell(index * 10),
    direct: cell(index * 10),
    ...more,
  }) as StepRow;
const view = (...rows: number[]) =>
  ({ divergences: rows.map((at) => ({ row: at })) }) as unknown as ComparisonView;

describe('rows of the timeline', () => {
  test('a long loop is read as one row', async () => {
    const read: number[] = [];
    const rows = await timelineRows(
      1_000_002,
      async (index) => {
        read.push(index);
        return row(index, index === 1 ? 1_000_000 : 0);
      },
      () => false,
    );
    expect(rows.map(({ index }) => index)).toEqual([0, 1]);
    expect(read).toEqual([0, 1]);
  });

  test('a short one is drawn round by round', async () => {
    const tree = [row(0, 0), row(1, 2), row(2, 0), row(3, 0), row(4, 0)];
    const rows = await timelineRows(
      5,
      async (index) => tree[index],
      () => false,
    );
    expect(rows.map(({ index }) => index)).toEqual([0, 2, 3, 4]);
  });

  test('stops when nobody wants it any more', async () => {
    expect(
      await timelineRows(
        10,
        async (index) => row(index, 0),
        () => true,
      ),
    ).toEqual([]);
  });
});

describe('bars', () => {
  test('are loud where something differs, also inside', () => {
    const rows = [
      row(0, 3),
      row(4, 0, { reference: cell(40, 1) }),
      row(5, 0, { status: 'diverged', direct: cell(50, 0, 1) }),
    ];
    const model = timelineModel(rows, view(2));
    expect(model.tracks.reference.map(({ tone }) => tone)).toEqual(['diverged', 'effect', 'diverged']);
    expect(model.tracks.direct.map(({ notched }) => notched)).toEqual([false, false, true]);
    expect(model.totalUs).toBe(60);
  });

  test('lead from a time to a row and back', () => {
    const model = timelineModel([row(0, 0), row(1, 0), row(2, 0)], view());
    expect(rowAtTime(model, 14)).toBe(1);
    expect(rowAtTime(model, 10_000)).toBe(2);
    expect(timeOfRow(model, 1)).toBe(15);
    expect(timeOfRow(timelineModel([], view()), 1)).toBeNull();
  });
});

test.each([
  [2900, 6, [0, 500, 1000, 1500, 2000, 2500]],
  [10, 5, [0, 2, 4, 6, 8, 10]],
  [1, 4, [0, 1]],
])('an axis of %d µs has round marks', (total, most, expected) => {
  expect(ticks(total, most)).toEqual(expected);
});
