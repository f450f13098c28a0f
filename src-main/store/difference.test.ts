import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Canonical } from '../../shared/values/canonical.ts';
import { parseJsonText } from '../../shared/values/json-text.ts';
import { anyValue } from '../../test/support/events.ts';
import { applyDifference, differenceOf, textIsLonger } from './difference.ts';
import { StoreError } from './errors.ts';

const text = (value: Canonical) => JSON.stringify(value);

/** Values that have something in common, as those that follow one another in one place do. */
const pairs = fc.oneof(
  fc.tuple(anyValue, anyValue),
  fc
    .tuple(fc.array(anyValue), fc.array(anyValue), fc.array(anyValue))
    .map(([a, b, c]): [Canonical, Canonical] => [
      [...a, ...c],
      [...a, ...b, ...c],
    ]),
  fc
    .tuple(fc.string(), fc.string(), fc.string())
    .map(([a, b, c]): [Canonical, Canonical] => [a + c, a + b + c]),
  fc.tuple(anyValue, anyValue, anyValue).map(([a, b, c]): [Canonical, Canonical] => [
    { a, b },
    { a, b: c, c: b },
  ]),
  fc.tuple(anyValue, anyValue, anyValue).map(([a, b, c]): [Canonical, Canonical] => [
    [{ a, b, c }, a],
    [{ a, c }, a],
  ]),
);

describe('differences', () => {
  test('lead from what was to what is, fields in order, also after a way through JSON', () => {
    fc.assert(
      fc.property(pairs, ([before, after]) => {
        const difference = differenceOf(before, after);
        const same = text(before) === text(after);
        expect(difference === 'same').toBe(same);
        const result =
          typeof difference === 'string'
            ? after
            : applyDifference(before, parseJsonText(JSON.stringify(difference)));
        expect(text(result)).toBe(text(after));
      }),
      { numRuns: 500 },
    );
  });

  test.each<[string, Canonical, Canonical, unknown]>([
    ['one more element', [1, 2, 3], [1, 2, 3, 4], ['a', 3, 0, [4]]],
    ['one element at the start', [1, 2], [0, 1, 2], ['a', 0, 2, [0]]],
    ['one element changed', [1, { n: 1 }, 3], [1, { n: 2 }, 3], ['e', 1, [['o', [['n', ['v', 2]]], []]]]],
    ['a longer text', 'abc', 'abcd', ['s', 3, 0, 'd']],
    [
      'a list that grows in a record',
      { n: 1, list: [1] },
      { n: 1, list: [1, 2] },
      ['o', [['list', ['a', 1, 0, [2]]]], []],
    ],
    ['another type', { a: [1] }, { a: 7 }, ['o', [['a', ['v', 7]]], []]],
    ['nothing', [{ a: 1 }], [{ a: 1 }], 'same'],
    ['other fields', { a: 1, b: 2 }, { b: 2, a: 1 }, 'far'],
    [
      'other elements',
      Array.from({ length: 99 }, (_, i) => i),
      Array.from({ length: 99 }, (_, i) => -i - 1),
      'far',
    ],
  ])('say %s in few words', (_, before, after, expected) => {
    expect(differenceOf(before, after)).toEqual(expected);
  });

  test.each<[string, Canonical, unknown]>([
    ['no list', 1, 7],
    ['an unknown kind', 1, ['z']],
    ['a splice of a number', 1, ['a', 0, 0, []]],
    ['a splice beyond the end', [1], ['a', 1, 1, []]],
    ['a splice at no place', [1], ['a', -1, 0, []]],
    ['a text splice of a list', [1], ['s', 0, 0, 'x']],
    ['changed elements beyond the end', [1], ['e', 1, [['v', 1]]]],
    ['fields of a text', 'x', ['o', [['a', ['v', 1]]], []]],
    ['fields without names', {}, ['o', [[1, ['v', 1]]], []]],
    [
      'no end',
      {},
      Array.from({ length: 200 }).reduce<unknown>((inner) => ['o', [['a', inner]], []], ['v', 1]),
    ],
  ])('that are %s are refused', (_, before, difference) => {
    expect(() => applyDifference(before, difference)).toThrow(StoreError);
  });
});

test('a text is longer than the limit exactly when it is', () => {
  expect(textIsLonger('x'.repeat(61), 63)).toBe(false);
  expect(textIsLonger('x'.repeat(62), 63)).toBe(true);
  expect(textIsLonger([1, 22, 'abc', null], 18)).toBe(false);
  expect(
    textIsLonger(
      Array.from({ length: 1000 }, () => ({ a: 1 })),
      5000,
    ),
  ).toBe(true);
});
