import { expect, test } from 'vitest';
import { printed } from './debug-screen.ts';

const differing = { status: 'differs', changed: true } as const;
const variables: Parameters<typeof printed>[1] = [
  { ...differing, name: 'tax', reference: { $decimal: '8.86' }, direct: { $decimal: '8.87' } },
  { ...differing, name: 'lines', reference: [1, 2], direct: [1] },
];

test('prints a variable, or a part of it, on both paths', () => {
  expect(printed('tax', variables)).toEqual(['reference  8.86', 'direct     8.87']);
  expect(printed('lines[1]', variables)).toEqual(['reference  2', 'direct     (nothing)']);
});

test('says what there is where the name is missing or unknown', () => {
  expect(printed('total', variables)).toEqual(['total is not bound here; there are: tax, lines.']);
  expect(printed('', variables)).toEqual(['print takes a variable; there are: tax, lines.']);
});
