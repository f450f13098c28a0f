import { expect, test } from 'vitest';
import { diffValues } from '../values/diff.ts';
import { EXACT_POLICY } from './comparison.ts';
import { rulesOf } from './policy.ts';

test('what is said for one step holds there and nowhere else; what is said for none, everywhere', () => {
  const rules = rulesOf({
    ...EXACT_POLICY,
    ignore: ['ask:answer.target', '*.updated_at'],
    tolerance: { 'sum:total': '0.01' },
  });
  const differences = (step: string, a: number, b: number, target: string) =>
    diffValues({ target: 'x', updated_at: a }, { target, updated_at: b }, rules(step), 'answer').differences
      .length;
  expect(differences('ask', 1, 2, 'y')).toBe(0);
  expect(differences('other', 1, 2, 'y')).toBe(1);
  expect(differences('other', 1, 2, 'x')).toBe(0);
  expect(diffValues(1.001, 1.002, rules('sum'), 'total').differences).toHaveLength(0);
  expect(diffValues(1.001, 1.002, rules('other'), 'total').differences).toHaveLength(1);
});
