import { expect, it } from 'vitest';
import type { Expression } from '../../../shared/node/expression.ts';
import { textOrigin } from '../positions.ts';
import { parseCondition } from './condition.ts';
import { childrenOf } from './tree.ts';

function probes(text: string): readonly string[] {
  const { condition } = parseCondition(text, textOrigin(text).range(0, text.length), textOrigin(text));
  return condition?.probes ?? [];
}

it.each([
  ['amount > 0', ['amount']],
  ['a + b == c', ['a + b', 'c']],
  ['flag AND NOT order.paid', ['flag', 'order.paid']],
  ['x IS NOT NULL => LEN(x) > 2', ['x', 'LEN(x)']],
  ['status IN ["a", "b"]', ['status', '["a", "b"]']],
  ['(a == b) == c', ['a == b', 'c', 'a', 'b']],
  ['FORALL x IN xs: x > 0', ['FORALL x IN xs: x > 0']],
  ['true OR 1 < 2', []],
  ['COALESCE(a > 1, false)', ['COALESCE(a > 1, false)', 'a']],
])('probes of %s', (text, expected) => {
  expect(probes(text)).toEqual(expected);
});

it('gives every slot to exactly one part', () => {
  const text = '(a == b) == c AND NOT (d OR e < f + 1)';
  const { condition } = parseCondition(text, textOrigin(text).range(0, text.length), textOrigin(text));
  const slots: number[] = [];
  const visit = (node: Expression): void => {
    if (node.probe !== undefined) slots.push(node.probe);
    childrenOf(node).forEach(visit);
  };
  visit(condition?.expression as Expression);
  expect(slots.toSorted((x, y) => x - y)).toEqual(condition?.probes.map((_, slot) => slot));
});
