import { expect, test } from 'vitest';
import type { AcceptedRule, ComparisonPolicy } from '../../shared/trace/comparison.ts';
import { EXACT_POLICY } from '../../shared/trace/comparison.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { assign, eventsOf } from '../../test/support/debug-fixtures.ts';
import { ComparisonModel } from './model.ts';
import { ProgramIndex } from './program-index.ts';
import { LiveEvents } from './timeline.ts';

type Assigned = readonly (readonly [step: string, name: string, value: Canonical])[];

function modelOf(policy: Partial<ComparisonPolicy>, sides: readonly [Assigned, Assigned]): ComparisonModel {
  const events = { reference: new LiveEvents(), direct: new LiveEvents() };
  const index = new ProgramIndex(new Map(), []);
  const all = { ...EXACT_POLICY, ...policy };
  const model = new ComparisonModel({ paths: ['reference', 'direct'], policy: all, index, events });
  for (const [side, path] of (['reference', 'direct'] as const).entries()) {
    const told = eventsOf([
      ['', '', { kind: 'inputs_bound', node: 'n', values: [] }],
      ...(sides[side as 0 | 1] ?? []).flatMap(([step, name, value]) => assign(step, name, value)),
    ]);
    events[path].append(told);
    model.feed(path, told);
  }
  for (const path of ['reference', 'direct'] as const) model.end(path, { kind: 'completed' });
  return model;
}

/** The variables after the last step. */
function rows(model: ComparisonModel) {
  const variables = model.detail(model.rowCount - 1)?.variables ?? [];
  return variables.map(({ name, status, rule, within }) => ({ name, status, rule, within }));
}

const answer = (target: string, text: string) => ({ text, usage: { tokens: target.length }, target });
const accepts = (rule: Partial<AcceptedRule>): AcceptedRule => ({
  id: 'known',
  step: 'ask',
  path: 'answer.text',
  kind: 'value',
  tolerance: null,
  ...rule,
});
const asked = (target: string, text: string): Assigned => [
  ['ask', 'answer', answer(target, text)],
  ['later', 'x', 1],
];

test('a variable is compared as the step that set it is, long after that step', () => {
  const ignore = ['ask:answer.target', 'ask:answer.usage'];
  const sides = [asked('one', 'hi'), asked('three', 'hi')] as const;
  expect(rows(modelOf({ ignore }, sides))).toEqual([
    {
      name: 'answer',
      status: 'uncompared',
      within: [
        { path: 'answer.usage.tokens', status: 'uncompared' },
        { path: 'answer.target', status: 'uncompared' },
      ],
    },
    { name: 'x', status: 'equal' },
  ]);
  // Said for another step, it is no rule for this variable, and no divergence is hidden by it either.
  const elsewhere = modelOf({ ignore: ['later:answer.target', 'later:answer.usage'] }, sides);
  expect(rows(elsewhere)[0]).toMatchObject({ name: 'answer', status: 'differs' });
  expect(elsewhere.divergences()).toHaveLength(1);
});

test('what the ledger accepts is accepted here too, part by part, with its rule; and no more when it is taken back', () => {
  const policy = { ignore: ['ask:answer.target', 'ask:answer.usage'], accepted: [accepts({})] };
  const model = modelOf(policy, [asked('one', 'hi'), asked('three', 'ho')]);
  expect(model.divergences()).toEqual([]);
  expect(rows(model)[0]).toMatchObject({
    status: 'accepted',
    rule: 'known',
    within: [{ path: 'answer.text', status: 'accepted', rule: 'known' }, {}, {}],
  });
  model.accept([]);
  expect(model.divergences()).toHaveLength(1);
  expect(rows(model)[0]).toMatchObject({
    status: 'differs',
    within: [{ path: 'answer.text', status: 'differs' }, {}, {}],
  });
  model.accept([accepts({ path: 'answer' })]);
  expect(rows(model)[0]).toMatchObject({ status: 'accepted', rule: 'known' });
});

test('what differs as a whole says no part, and what only one path has is one-sided until a rule accepts the step', () => {
  const sides = [
    [['ask', 'answer', 1]],
    [
      ['ask', 'answer', 2],
      ['extra', 'more', 3],
    ],
  ] as const;
  expect(rows(modelOf({}, sides))).toEqual([
    { name: 'answer', status: 'differs' },
    { name: 'more', status: 'one_side' },
  ]);
  const accepted = [accepts({ step: 'extra', path: '', kind: 'missing' })];
  expect(rows(modelOf({ accepted }, sides))[1]).toMatchObject({
    name: 'more',
    status: 'accepted',
    rule: 'known',
  });
});
