import { describe, expect, test } from 'vitest';
import { excerptValue } from '../../shared/api/excerpt.ts';
import { childrenOf, copyText, hasExcerpt, sameValue, showValue, sizeLabel } from './values.ts';

describe('a value in one line', () => {
  test.each([
    [null, 'null'],
    [true, 'true'],
    [3, '3'],
    ['a"b', '"a\\"b"'],
    [{ $decimal: '8.90' }, '8.90'],
    [{ $integer: '9007199254740993' }, '9007199254740993'],
    [{ $timestamp: '2025-01-08T10:00:00.000000Z' }, '2025-01-08 10:00:00Z'],
    [{ $timestamp: '2025-01-08T10:00:00.250000Z' }, '2025-01-08 10:00:00.25Z'],
    [{ $bytes: 'aGVsbG8=' }, '5 bytes'],
    [{ $fingerprint: '9f3a77' }, '••• 9f3a'],
    [{ $set: [1, 2] }, '[1, 2]'],
    [[{ sku: 'a', price: { $decimal: '1.00' } }], '[{sku: "a", price: 1.00}]'],
    [{ $map: [[1, 'x']] }, '{1: "x"}'],
  ])('%j is %s', (value, text) => {
    expect(showValue(value).text).toBe(text);
  });

  test('is cut where it is long, never within a character', () => {
    expect(showValue('😀'.repeat(100), 10).text).toBe('"😀😀😀😀…"');
    expect(
      showValue(
        Array.from({ length: 1000 }, () => 12345),
        40,
      ).text.length,
    ).toBeLessThan(70);
  });
});

test('what opens says how much is inside', () => {
  expect(sizeLabel([1, 2, 3])).toBe('array[3]');
  expect(sizeLabel({ a: 1 })).toBe('record{1}');
  expect(sizeLabel({ $set: [] })).toBe('set[0]');
  expect(childrenOf({ $decimal: '1' })).toEqual([]);
  expect(childrenOf({ a: 1, b: [] })).toEqual([
    ['a', 1],
    ['b', []],
  ]);
});

test('sameness ignores the order of fields but not of elements', () => {
  expect(sameValue({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
  expect(sameValue([1, 2], [2, 1])).toBe(false);
  expect(sameValue(undefined, null)).toBe(false);
  expect(sameValue({ $decimal: '1.0' }, { $decimal: '1.00' })).toBe(false);
});

test('copies are what a person would paste', () => {
  expect(copyText('plain')).toBe('plain');
  expect(copyText({ $decimal: '8.86' })).toBe('8.86');
  expect(copyText([1])).toBe('[\n  1\n]');
});

describe('an excerpt', () => {
  const list = excerptValue({ count: 91_000, first: [1, 2], digest: 'd' });
  const text = excerptValue({ count: 5000, first: 'abc', digest: 'd' });

  test('shows its beginning, its size, and that there is more', () => {
    expect(showValue(list)).toEqual({ text: '[1, 2, …]', tone: 'collection' });
    expect(showValue(text)).toEqual({ text: '"abc"…', tone: 'text' });
    expect(showValue(excerptValue({ count: 8000, first: { $bytes: 'AAAA' }, digest: 'd' })).text).toBe(
      '6000 bytes',
    );
    expect(sizeLabel(list)).toBe('array[91000]');
    expect(sizeLabel(excerptValue({ count: 300, first: { $set: [1] }, digest: 'd' }))).toBe('set[300]');
    expect(childrenOf(list)).toEqual([
      ['0', 1],
      ['1', 2],
    ]);
    expect(hasExcerpt({ a: { b: list } })).toBe(true);
    expect(hasExcerpt({ a: { b: [1] } })).toBe(false);
  });

  test('says in text what is left out', () => {
    expect(copyText({ list, text })).toBe(
      JSON.stringify({ list: [1, 2, '… 90,998 more'], text: 'abc… 4,997 more characters' }, null, 2),
    );
  });
});
