import { expect, test } from 'vitest';
import { type Canonical, isTooDeep, MAX_DEPTH } from './canonical.ts';

function nested(depth: number, around: (value: Canonical) => Canonical, inner: Canonical = 1): Canonical {
  let value = inner;
  for (let i = 0; i < depth; i++) value = around(value);
  return value;
}

test.each<[string, (value: Canonical) => Canonical]>([
  ['arrays', (value) => [value]],
  ['records', (value) => ({ a: 1, b: value })],
  ['sets', (value) => ({ $set: [value] })],
  ['maps', (value) => ({ $map: [[1, value]] })],
  ['keys of maps', (value) => ({ $map: [[value, 1]] })],
])('%s may be nested up to the limit, tags not counted', (_name, around) => {
  expect(isTooDeep(nested(MAX_DEPTH, around))).toBe(false);
  expect(isTooDeep(nested(MAX_DEPTH, around, { $decimal: '1.5' }))).toBe(false);
  expect(isTooDeep(nested(MAX_DEPTH + 1, around))).toBe(true);
});

test('an empty collection counts, and what is far too deep is no trouble', () => {
  expect(isTooDeep(nested(MAX_DEPTH, (value) => [value], []))).toBe(true);
  expect(isTooDeep(nested(100_000, (value) => ({ $set: value })))).toBe(true);
});
