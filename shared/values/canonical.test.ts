import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Canonical, canonicalText, compareCodePoints, isTooDeep, MAX_DEPTH } from './canonical.ts';

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

test('the canonical text says every key once, in order of code points, whatever the keys are', () => {
  const key = fc.oneof(
    fc.constantFrom('__proto__', 'toString', '10', '9', '01', '', 'a', '\u{1f600}', '\ufb00'),
    fc.string({ unit: 'binary' }),
  );
  const { value } = fc.letrec<{ value: Canonical }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.constantFrom(null, true, 0, -1, 12, 'text', '"', '\ud800'),
      fc.array(tie('value'), { maxLength: 4 }),
      fc
        .array(fc.tuple(key, tie('value')), { maxLength: 5 })
        .map((fields) => Object.fromEntries(fields) as Canonical),
    ),
  }));
  const plain = (of: Canonical): string => {
    if (of === null || typeof of !== 'object') return JSON.stringify(of);
    if (Array.isArray(of)) return `[${of.map(plain).join(',')}]`;
    const fields = Object.entries(of).sort(([a], [b]) => compareCodePoints(a, b));
    return `{${fields.map(([name, field]) => `${JSON.stringify(name)}:${plain(field)}`).join(',')}}`;
  };
  fc.assert(
    fc.property(value, (of) => {
      expect(canonicalText(of)).toBe(plain(of));
    }),
  );
});
