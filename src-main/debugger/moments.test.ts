import { expect, test } from 'vitest';
import { EXACT_POLICY } from '../../shared/trace/comparison.ts';
import { assign, eventsOf } from '../../test/support/debug-fixtures.ts';
import { ComparisonModel } from './model.ts';
import { ProgramIndex } from './program-index.ts';
import { LiveEvents } from './timeline.ts';

test('an event that is recorded and not aligned yet is told without its row, and found once it is aligned', () => {
  const told = eventsOf([
    ['', '', { kind: 'inputs_bound', node: 'n', values: [] }],
    ...assign('first', 'a', 1),
    ...assign('second', 'b', 2),
  ]);
  const events = { reference: new LiveEvents(), direct: new LiveEvents() };
  const index = new ProgramIndex(new Map(), []);
  const model = new ComparisonModel({
    paths: ['reference', 'direct'],
    policy: EXACT_POLICY,
    index,
    events,
  });
  for (const path of ['reference', 'direct'] as const) {
    events[path].append(told);
    model.pass(path, told.slice(0, 4));
  }
  expect(model.locate('direct', 2)).toMatchObject({ row: 0 });
  expect(model.locate('direct', 5)).toEqual({ row: null, text: 'second assigned b = 2' });
  expect(model.locate('direct', 9)).toBeUndefined();
  for (const path of ['reference', 'direct'] as const) model.pass(path, told.slice(4));
  expect(model.locate('direct', 5)).toEqual({ row: 1, moment: { reference: 6, direct: 6 } });
});
