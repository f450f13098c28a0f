import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { parseDecimal, parseInteger, parseJsonExactly, writeJson } from './number-text.ts';

describe('numbers by their text', () => {
  test.each([
    ['99.90', '99.90'],
    ['.5', '0.5'],
    ['7', '7'],
    ['1.25e-2', '0.0125'],
    ['1.5E3', '1500'],
    ['-0.0', '0.0'],
    ['007.50', '7.50'],
    ['-12.5', '-12.5'],
    ['0.1e1', '1'],
  ])('%s is the decimal %s', (text, plain) => {
    expect(parseDecimal(text)).toEqual({ $decimal: plain });
  });

  test.each(['', '.', 'abc', '1,5', '1e', '0x10', 'NaN'])('%j is no decimal', (text) => {
    expect(parseDecimal(text)).toBeUndefined();
  });

  test('integers stay exact to 64 bits and end there', () => {
    expect(parseInteger('9007199254740993')).toEqual({ $integer: '9007199254740993' });
    expect(parseInteger(' -5 ')).toBe(-5);
    expect(parseInteger('9223372036854775808')).toBeUndefined();
    expect(parseInteger('1.0')).toBeUndefined();
  });
});

test('JSON keeps every digit', () => {
  expect(parseJsonExactly('{"rate": 0.10, "n": 3, "big": 9007199254740993}')).toEqual({
    rate: { $decimal: '0.10' },
    n: 3,
    big: { $integer: '9007199254740993' },
  });
});

test('what is written as JSON is read back as the same value', () => {
  const { value } = fc.letrec<{ value: Canonical }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 3 },
      fc.constant(null),
      fc.boolean(),
      fc.integer(),
      fc.string(),
      fc.tuple(fc.nat(), fc.nat({ max: 99 })).map(([a, b]) => ({ $decimal: `${a}.${b}` })),
      fc.nat().map((a) => ({ $decimal: String(a) })),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.stringMatching(/^[a-z]{1,4}$/), tie('value'), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(value, (one) => {
      expect(parseJsonExactly(writeJson(one))).toEqual(one);
    }),
  );
});
