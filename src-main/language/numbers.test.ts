import { expect, it } from 'vitest';
import { readNumber } from './numbers.ts';

it.each([
  ['0', 0],
  ['-0', 0],
  ['+7', 7],
  ['007', 7],
  ['0x1F', 31],
  ['0o17', 15],
  ['9007199254740992', { $integer: '9007199254740992' }],
  ['99.90', { $decimal: '99.90' }],
  ['-0.0', { $decimal: '0.0' }],
  ['.5', { $decimal: '0.5' }],
  ['5.', { $decimal: '5' }],
  ['1e3', { $decimal: '1000' }],
  ['1.50e1', { $decimal: '15.0' }],
  ['1e-3', { $decimal: '0.001' }],
  ['123e300', { $decimal: '123E+300' }],
  ['1e-300', { $decimal: '1E-300' }],
  ['1e-7000', { $decimal: '0' }],
  ['10000000000000000000000000000000000000e0', { $decimal: '10000000000000000000000000000000000000' }],
])('%s', (text, value) => {
  expect(readNumber(text)).toEqual({ value });
});

it.each(['9223372036854775808', '-9223372036854775809', '1e6145', '0.12345678901234567890123456789012345'])(
  'refuses %s',
  (text) => {
    expect(readNumber(text)).toHaveProperty('problem');
  },
);

it.each(['', 'abc', '1.2.3', '0x', '1e', '--1', '.', 'NaN', '1_000', ' 1'])('%j is no number', (text) => {
  expect(readNumber(text)).toBeNull();
});
