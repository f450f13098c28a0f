import { expect, test } from 'vitest';
import { diffValues } from '../values/diff.ts';
import { EXACT_POLICY } from './comparison.ts';
import { rulesAnywhere, rulesOf } from './policy.ts';

test('what is said for one step holds where it is not known which step a value is of', () => {
  const policy = {
    ...EXACT_POLICY,
    ignore: ['ask:answer.target', '*.updated_at'],
    tolerance: { 'sum:total': '0.01' },
  };
  const differences = (a: number, b: number, target: string) =>
    diffValues({ target: 'x', updated_at: a }, { target, updated_at: b }, rulesAnywhere(policy), 'answer')
      .differences.length;
  expect(differences(1, 2, 'y')).toBe(0);
  expect(diffValues({ text: 'a' }, { text: 'b' }, rulesAnywhere(policy), 'answer').differences).toHaveLength(
    1,
  );
  expect(diffValues(1.001, 1.002, rulesAnywhere(policy), 'total').differences).toHaveLength(0);
  // At another step than theirs they do not hold.
  expect(diffValues('x', 'y', rulesOf(policy)('other'), 'answer.target').differences).toHaveLength(1);
});
