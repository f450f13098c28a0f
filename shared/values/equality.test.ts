import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Canonical } from './canonical.ts';
import { diffValues } from './diff.ts';
import { equal, equalityKey } from './equality.ts';

const decimal = fc.tuple(fc.integer({ min: -500, max: 500 }), fc.integer({ min: 0, max: 3 })).map(
  ([n, places]): Canonical => ({
    $decimal: (n / 10 ** places).toFixed(places).replace(/^-(0(\.0*)?)$/, '$1'),
  }),
);
const scalar: fc.Arbitrary<Canonical> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -5, max: 5 }),
  fc.constantFrom('', 'a', 'b', '1', '💡'),
  decimal,
  fc.constantFrom<Canonical>(
    { $timestamp: '2025-01-08T10:00:00.000000Z' },
    { $bytes: 'AAE=' },
    { $integer: '9007199254740993' },
  ),
);
const value: fc.Arbitrary<Canonical> = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('a', 'b', 'c d'), tie('value'), { maxKeys: 3 }),
    // No member of a set is there twice, however it is spelled.
    fc
      .uniqueArray(scalar, { maxLength: 3, selector: equalityKey })
      .map((members): Canonical => ({ $set: members })),
    fc
      .uniqueArray(fc.tuple(fc.constantFrom<Canonical>(1, 2, '$x'), tie('value')), {
        maxLength: 2,
        selector: ([k]) => k,
      })
      .map((pairs): Canonical => ({ $map: pairs })),
  ),
})).value;

/** The same value with other scales, orders of keys and of sets. */
function respelled(v: Canonical): Canonical {
  if (typeof v === 'number') return { $decimal: `${v}.00` };
  if (Array.isArray(v)) return v.map(respelled);
  if (v === null || typeof v !== 'object') return v;
  const object = v as Record<string, Canonical>;
  const text = object['$decimal'];
  if (typeof text === 'string') return { $decimal: text.includes('.') ? `${text}0` : `${text}.0` };
  const set = object['$set'] ?? object['$map'];
  if (Array.isArray(set)) {
    const members = [...set].reverse();
    return object['$set'] ? { $set: members.map(respelled) } : { $map: members.map(respelled) };
  }
  if (Object.keys(object).some((key) => key.startsWith('$'))) return v;
  return Object.fromEntries(
    Object.entries(object)
      .reverse()
      .map(([k, m]) => [k, respelled(m)]),
  );
}

describe('equality', () => {
  test('is reflexive, blind to scale and order, and symmetric', () => {
    fc.assert(
      fc.property(
        value,
        (v) => equal(v, structuredClone(v)) && equal(v, respelled(v)) && equal(respelled(v), v),
      ),
    );
    fc.assert(fc.property(value, value, (a, b) => equal(a, b) === equal(b, a)));
  });

  test('agrees with diff: no difference exactly when equal, the same places from either side', () => {
    fc.assert(
      fc.property(value, value, (a, b) => {
        const forth = diffValues(a, b).differences;
        const back = diffValues(b, a).differences;
        expect(forth.length === 0).toBe(equal(a, b));
        expect(forth.map((d) => d.path).sort()).toEqual(back.map((d) => d.path).sort());
      }),
      { numRuns: 500 },
    );
    fc.assert(fc.property(value, (v) => diffValues(v, respelled(v)).differences.length === 0));
  });

  test.each<[Canonical, Canonical, boolean]>([
    [1, { $decimal: '1.00' }, true],
    [{ $integer: '9007199254740993' }, { $decimal: '9007199254740993.0' }, true],
    [{ $decimal: '1E+2' }, 100, true],
    [1, '1', false],
    [1, true, false],
    [[], { $set: [] }, false],
    [{ $set: [1, 2] }, { $set: [{ $decimal: '2.0' }, 1] }, true],
    [
      {
        $map: [
          [1, 'a'],
          [2, 'b'],
        ],
      },
      {
        $map: [
          [2, 'b'],
          [1, 'a'],
        ],
      },
      true,
    ],
    [{ a: 1 }, { a: 1, b: null }, false],
    [{ $timestamp: '2025-01-08T10:00:00.000000Z' }, '2025-01-08T10:00:00.000000Z', false],
    [{ $fingerprint: '9f3a' }, { $fingerprint: '9f3a' }, true],
    [{ $fingerprint: '9f3a' }, { $fingerprint: '9f3b' }, false],
  ])('%j and %j: %s', (a, b, expected) => {
    expect(equal(a, b)).toBe(expected);
  });

  test('takes values nested ten thousand deep', () => {
    const deep = (leaf: Canonical): Canonical => {
      let v = leaf;
      for (let i = 0; i < 10_000; i++) v = i % 2 ? [v] : { a: v };
      return v;
    };
    expect(equal(deep(1), deep({ $decimal: '1.0' }))).toBe(true);
    expect(diffValues(deep(1), deep(2)).differences).toHaveLength(1);
    expect(equalityKey(deep(1))).toHaveLength(10_000 * 3 + 5_000 * 4 + 4);
  });
});
