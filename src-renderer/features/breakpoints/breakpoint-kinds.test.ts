import { expect, test } from 'vitest';
import { fieldColumn, KINDS, kindOf, specOf } from './breakpoint-kinds.ts';

test.each([
  ['step:order_total_v1:each/do/move', 'step', 'order_total_v1:each/do/move'],
  ['left:move', 'left', 'move'],
  ['contract_violation', 'contract', ''],
  ['contract_violation:one_path', 'contract', 'one_path'],
  ['divergence', 'divergence', ''],
  ['input.amount > 10', 'expression', 'input.amount > 10'],
  ['stepped == 1', 'expression', 'stepped == 1'],
])('%s is taken apart and put together again', (spec, id, text) => {
  const found = kindOf(spec);
  expect([found.kind.id, found.text]).toEqual([id, text]);
  expect(specOf(found.kind, found.text)).toBe(spec);
});

test('every kind with its example is known again by its own kind', () => {
  for (const kind of KINDS) expect(kindOf(specOf(kind, kind.example ?? '')).kind).toBe(kind);
});

test('a column is that of the field in which it was typed', () => {
  const effect = kindOf('effect:mail').kind;
  expect(fieldColumn(effect, 'spec', 8)).toBe(1);
  expect(fieldColumn(effect, 'spec', 1)).toBe(1);
  expect(fieldColumn(effect, 'condition', 8)).toBe(8);
  expect(fieldColumn(kindOf('a >').kind, 'spec', 4)).toBe(4);
});
