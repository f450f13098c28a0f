import { expect, it } from 'vitest';
import { rule, table, twoColumns } from './columns.ts';

it('sets two blocks side by side and cuts what does not fit', () => {
  expect(twoColumns(['amount: 99.99', 'b'], ['amount: 99.99'], 43)).toEqual([
    'amount: 99.99        | amount: 99.99',
    'b                    |',
  ]);
  expect(twoColumns(['x'.repeat(30)], ['y'.repeat(30)], 43)[0]).toBe(
    `${'x'.repeat(19)}… | ${'y'.repeat(19)}…`,
  );
  expect(rule(43)).toBe(`${'-'.repeat(21)}+${'-'.repeat(21)}`);
});

it('aligns cells by code points', () => {
  expect(
    table(
      [
        ['a', '1'],
        ['𝒳𝒴𝒵', '12'],
      ],
      ['left', 'right'],
    ),
  ).toEqual(['a     1', '𝒳𝒴𝒵  12']);
});
