import { expect, test } from 'vitest';
import type { Divergence } from '../../../shared/trace/comparison.ts';
import {
  consequencesOf,
  draftOf,
  editOf,
  isAcceptable,
  refusedField,
  ruleOf,
  rulesOf,
} from './rule-draft.ts';

const divergence = (fields: Partial<Divergence>): Divergence => ({
  kind: 'value',
  step: 'compute_tax',
  occ: '0',
  path: 'tax',
  reference: { $decimal: '8.86' },
  direct: { $decimal: '8.87' },
  rule: 'equality',
  message: 'compute_tax assigned a different tax.',
  row: 5,
  events: { reference: 1, direct: 1 },
  relation: 'first',
  ...fields,
});

test('a draft is ready to be sent: two clicks are enough', () => {
  expect(ruleOf(draftOf(divergence({}), 'order', 'ada'))).toEqual({
    node: 'order',
    step: 'compute_tax',
    path: 'tax',
    kind: 'value',
    tolerance: '0.01',
    reason: 'compute_tax assigned a different tax.',
    owner: 'ada',
    expires: 'never',
  });
  expect(ruleOf(draftOf(divergence({ reference: 'a', direct: 1 }), 'order', ''))).toMatchObject({
    tolerance: null,
  });
  expect(ruleOf(draftOf(divergence({ kind: 'missing', path: '', reference: null }), 'n', ''))).toMatchObject({
    kind: 'missing',
    tolerance: null,
  });
  expect(isAcceptable(divergence({ kind: 'cut_off' }))).toBe(false);
});

test('what follows is accepted by rules of its own, one for each place, as far as the farthest', () => {
  const first = divergence({});
  const total = divergence({
    step: 'total',
    path: 'total',
    relation: 'consequence',
    reference: 1,
    direct: { $decimal: '1.02' },
  });
  const all = [
    first,
    total,
    divergence({ step: 'other', relation: 'independent' }),
    { ...total, direct: { $decimal: '1.20' } },
    divergence({ kind: 'cut_off', relation: 'consequence' }),
  ];
  const following = consequencesOf(first, all);
  expect(following).toHaveLength(1);
  const [, also] = rulesOf({ ...draftOf(first, 'order', 'ada'), reason: 'rounding' }, following);
  expect(also).toMatchObject({
    step: 'total',
    path: 'total',
    tolerance: '0.20',
    reason: 'Follows from compute_tax tax: rounding',
  });
  expect(consequencesOf(total, all)).toEqual([]);
});

test('a rule survives being opened and sent back', () => {
  const rule = {
    ...ruleOf(draftOf(divergence({}), 'order', 'ada')),
    id: 'cents',
    expires: '2027-03-31',
  };
  for (const one of [rule, { ...rule, tolerance: null, expires: 'never' }]) {
    const draft = editOf(one);
    expect({ ...ruleOf(draft), id: draft.id }).toEqual(one);
  }
});

test('a refusal is said at the field that it names', () => {
  expect(refusedField('tolerance: expected a number such as 0.01.')).toBe('tolerance');
  expect(refusedField('equivalences.yml is no valid YAML: mend it.')).toBeNull();
});
