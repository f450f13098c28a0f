import { expect, test } from 'vitest';
import { diffValues, EXACT_RULES } from './diff.ts';
import { displayValue } from './display.ts';
import { compareNumbers, formatNumber, numberKey, parseNumber, subtractNumbers } from './numbers.ts';

test('names the place of every difference', () => {
  const a = { lines: [{ total: 1 }, { total: 2 }], 'a b': 1, gone: true, tags: { $set: ['x', 'y'] } };
  const b = { lines: [{ total: 1 }, { total: 3 }, { total: 4 }], 'a b': 2, tags: { $set: ['x', 'z'] } };
  expect(diffValues(a, b, EXACT_RULES, 'order').differences.map((d) => [d.path, d.rule])).toEqual([
    ['order.lines[1].total', 'equality'],
    ['order.lines[2]', 'presence'],
    ['order["a b"]', 'equality'],
    ['order.gone', 'presence'],
    ['order.tags{"y"}', 'presence'],
    ['order.tags{"z"}', 'presence'],
  ]);
});

test('notes another scale apart from differences, unless the rules are strict', () => {
  const a = { tax: { $decimal: '1.0' } };
  const b = { tax: { $decimal: '1.00' } };
  expect(diffValues(a, b)).toEqual({
    differences: [],
    representation: [{ path: 'tax', a: { $decimal: '1.0' }, b: { $decimal: '1.00' }, rule: 'scale' }],
  });
  expect(diffValues(a, b, { ...EXACT_RULES, strictScale: true }).differences).toHaveLength(1);
});

test('applies ignore, tolerance and unordered where they are set', () => {
  const rules = {
    ignored: (path: string) => path === 'a',
    tolerance: (path: string) => (path === 'b' ? '0.01' : undefined),
    unordered: (path: string) => path === 'c',
    strictScale: false,
  };
  const a = { a: 1, b: { $decimal: '1.00' }, c: [1, 2, 2] };
  expect(
    diffValues(a, { a: 2, b: { $decimal: '1.01' }, c: [2, 1, { $decimal: '2.0' }] }, rules).differences,
  ).toEqual([]);
  expect(diffValues(a, { a: 2, b: { $decimal: '1.011' }, c: [2, 1, 1] }, rules).differences).toEqual([
    { path: 'b', a: { $decimal: '1.00' }, b: { $decimal: '1.011' }, rule: 'numeric_tolerance' },
    { path: 'c[2]', a: 2, b: undefined, rule: 'unordered' },
    { path: 'c[2]', a: undefined, b: 1, rule: 'unordered' },
  ]);
});

test('lists at most a thousand differences', () => {
  const zeros = Array.from({ length: 5000 }, () => 0);
  expect(
    diffValues(
      zeros,
      zeros.map((n) => n + 1),
    ).differences,
  ).toHaveLength(1000);
});

test('numbers are exact at any scale', () => {
  const number = (text: string) => parseNumber(text) ?? { coefficient: 0n, exponent: 0 };
  expect(formatNumber(subtractNumbers(number('8.87'), number('8.860')))).toBe('0.010');
  expect(compareNumbers(number('0.1'), number('1E-1'))).toBe(0);
  expect(compareNumbers(number('-3'), number('2.99'))).toBeLessThan(0);
  expect(formatNumber(number('-0.05'))).toBe('-0.05');
  expect(numberKey('1.00')).toBe(numberKey('1'));
  expect(numberKey('100')).toBe('1e2');
  expect(parseNumber('1x')).toBeUndefined();
});

test.each([
  [{ $decimal: '8.86' }, '8.86'],
  ['ord_7Q2mZ', '"ord_7Q2mZ"'],
  ['x'.repeat(100), `"${'x'.repeat(57)}…"`],
  [[{ $decimal: '39.40' }, 2], '[39.40, 2]'],
  [Array.from({ length: 300 }, () => 1), 'array[300]'],
  [{ a: 1, 'b c': [true, null] }, '{a: 1, "b c": [true, null]}'],
  [Object.fromEntries(Array.from({ length: 30 }, (_, i) => [`k${i}`, i])), '{… 30}'],
  [{ $set: [1, 2] }, 'set{1, 2}'],
  [{ $map: [[1, 'a']] }, '{1: "a"}'],
  [{ $timestamp: '2025-01-08T10:00:00.000000Z' }, '2025-01-08T10:00:00Z'],
  [{ $timestamp: '2025-01-08T10:00:00.500000Z' }, '2025-01-08T10:00:00.5Z'],
  [{ $bytes: 'AAE=' }, 'bytes[2] AAE='],
  [{ $fingerprint: '9f3a0000' }, '••• 9f3a'],
  [null, 'null'],
])('shows %j as %s', (value, text) => {
  expect(displayValue(value)).toBe(text);
});
