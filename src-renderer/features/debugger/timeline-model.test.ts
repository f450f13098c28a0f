import { describe, expect, test } from 'vitest';
import type { ComparisonView, StepRow } from '../../../shared/api/view.ts';
import { fractionOfRow, rowAtFraction, ticks, timelineModel, timelineRows } from './timeline-model.ts';

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
    expect(model.totalUs).toBe(30);
  });

  test('begin at the same place on both tracks and fill the whole', () => {
    const model = timelineModel(
      [row(0, 0, { direct: { ...cell(7), durationUs: 1000 } as StepRow['direct'] }), row(1, 0)],
      view(),
    );
    expect(model.tracks.reference.map(({ left }) => left)).toEqual(
      model.tracks.direct.map(({ left }) => left),
    );
    const last = model.slots.at(-1);
    expect((last?.left ?? 0) + (last?.width ?? 0)).toBeCloseTo(1);
    // However short beside another, a row can be seen.
    expect(last?.width).toBeGreaterThan(0.1);
  });

  test('lead from a place to a row and back', () => {
    const model = timelineModel([row(0, 0), row(1, 0), row(2, 0)], view());
    for (const at of [0, 1, 2]) expect(rowAtFraction(model, fractionOfRow(model, at) ?? -1)).toBe(at);
    expect(rowAtFraction(model, 2)).toBe(2);
    expect(fractionOfRow(timelineModel([], view()), 1)).toBeNull();
    expect(rowAtFraction(timelineModel([], view()), 0.5)).toBeNull();
  });
});

test('an axis has round marks, not closer than asked', () => {
  const model = timelineModel([row(0, 0), row(1, 0), row(2, 0)], view());
  expect(ticks(model, 6, 0.1).map(({ us }) => us)).toEqual([0, 5, 10, 15, 20, 25, 30]);
  expect(ticks(model, 6, 0.3).map(({ us }) => us)).toEqual([0, 10, 20, 30]);
  expect(ticks(model, 3, 0).map(({ at }) => at)).toEqual([
    0,
    expect.closeTo(1 / 3),
    expect.closeTo(2 / 3),
    expect.closeTo(1),
  ]);
});
