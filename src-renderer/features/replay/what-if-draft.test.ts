import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EditableAnswer, EditPoint } from '../../../shared/api/replay.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { answerOf, answerText, type Draft, emptyDraft, optionsOf } from './what-if-draft.ts';

const ANSWER: EditableAnswer = {
  step: 'pay',
  occ: '0',
  effect: 0,
  summary: 'POST stripe',
  answer: { ok: true, value: { status: 200 } },
};
const POINT: EditPoint = {
  comparison: 'cmp_1',
  place: { step: 'pay', occ: '0' },
  node: 'payment',
  file: 'payment.vsp',
  text: 'node_id: payment\n',
  fields: [],
  variables: [],
  answers: [ANSWER],
};

const prepared = (draft: Partial<Draft>, more: Partial<Parameters<typeof optionsOf>[0]> = {}) =>
  optionsOf({
    comparison: 'cmp_1',
    from: { step: 'pay', occ: '0' },
    point: POINT,
    draft: { ...emptyDraft, ...draft },
    paths: 'both',
    effects: 'recorded',
    values: {},
    ...more,
  });

test('nothing changed is a run with no changes, on both paths', () => {
  expect(prepared({})).toEqual({
    comparison: 'cmp_1',
    paths: [],
    from: { step: 'pay', occ: '0' },
    changes: [],
    effects: 'recorded',
    values: {},
  });
  expect(prepared({}, { paths: 'direct' })).toMatchObject({ paths: ['direct'] });
});

test('variables, the text, fields and answers are changes, the text before the fields in it', () => {
  const draft = {
    variables: { amount: '20.00' },
    text: 'node_id: payment # new\n',
    fields: { timeout: '60s', retry_policy: '' },
    answers: { a: { answer: ANSWER, ok: false, text: '{"code": "card_declined", "message": "no"}' } },
    name: '  longer ',
  };
  expect(prepared(draft)).toMatchObject({
    name: 'longer',
    changes: [
      { kind: 'variable', name: 'amount', value: { $decimal: '20.00' } },
      { kind: 'text', node: 'payment', text: draft.text },
      { kind: 'field', step: 'pay', field: 'timeout', value: '60s' },
      // An emptied field is taken away.
      { kind: 'field', step: 'pay', field: 'retry_policy', value: null },
      {
        kind: 'answer',
        step: 'pay',
        occ: '0',
        effect: 0,
        answer: { ok: false, error: { code: 'card_declined', message: 'no', fields: {} } },
      },
    ],
  });
});

test('a text that is what it was is no change', () => {
  expect(prepared({ text: POINT.text })).toMatchObject({ changes: [] });
});

test.each<[string, Partial<Draft>, string]>([
  ['a variable', { variables: { amount: 'x' } }, 'amount is not JSON'],
  ['an answer', { answers: { a: { answer: ANSWER, ok: true, text: '{' } } }, 'POST stripe is not JSON'],
  ['an error', { answers: { a: { answer: ANSWER, ok: false, text: '{"code": 1}' } } }, 'is not an error'],
])('%s that cannot be read is one sentence', (_, draft, problem) => {
  expect(prepared(draft)).toEqual({ problem: expect.stringContaining(problem) });
});

test('without a step there is nothing to run', () => {
  expect(prepared({}, { point: null })).toEqual({ problem: 'Choose a step first.' });
});

const leaf: fc.Arbitrary<Canonical> = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.constant(null),
  fc.integer(),
  fc.bigInt(0n, 10n ** 20n).map((digits) => ({ $decimal: `${digits}.50` })),
);

test('an answer that is shown reads back as itself', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string({ maxLength: 5 }), fc.array(leaf)), (value) => {
      const text = answerText({ ok: true, value });
      const back = answerOf(true, text);
      expect(back && answerText(back)).toBe(text);
    }),
  );
  const error = { code: 'timeout', message: 'too slow', fields: { attempts: 3 } };
  expect(answerOf(false, answerText({ ok: false, error }))).toEqual({ ok: false, error });
});
