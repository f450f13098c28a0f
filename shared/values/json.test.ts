import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { Canonical } from './canonical.ts';
import { readJson, writeJson } from './json.ts';

it('reads numbers from their source text', () => {
  expect(readJson('{"a": 99.90, "b": 9007199254740993, "c": 1e3, "d": -0, "e": [5]}')).toEqual({
    a: { $decimal: '99.90' },
    b: { $integer: '9007199254740993' },
    c: { $decimal: '1e3' },
    d: 0,
    e: [5],
  });
});

it('lets tagged values pass and refuses what is not JSON', () => {
  expect(readJson('{"$decimal": "5"}')).toEqual({ $decimal: '5' });
  expect(() => readJson('{a: 1}')).toThrow(SyntaxError);
});

it('writes decimals as a person would, and keeps the tag where a plain number would be an integer', () => {
  expect(writeJson({ amount: { $decimal: '99.90' }, whole: { $decimal: '5' } }, 0).replaceAll('\n', '')).toBe(
    '{"amount": 99.90,"whole": {"$decimal": "5"}}',
  );
});

it('writes what it reads back', () => {
  const leaf = fc.oneof(
    fc.string(),
    fc.boolean(),
    fc.constant(null),
    fc.maxSafeInteger().map((n) => n + 0),
    fc.bigInt({ min: 2n ** 53n, max: 2n ** 63n - 1n }).map((n) => ({ $integer: String(n) })),
    fc
      .tuple(fc.bigInt(-(10n ** 20n), 10n ** 20n), fc.nat(9))
      .map(([n, scale]) => ({ $decimal: `${n}.${String(scale)}` })),
    fc.bigInt(-(10n ** 20n), 10n ** 20n).map((n) => ({ $decimal: String(n) })),
  );
  const { value } = fc.letrec<{ value: Canonical }>((tie) => ({
    value: fc.oneof(
      leaf as fc.Arbitrary<Canonical>,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.dictionary(fc.string(), tie('value'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(
    fc.property(value, (one) => {
      expect(readJson(writeJson(one))).toEqual(one);
    }),
  );
});
