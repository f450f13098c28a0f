import fc from 'fast-check';
import { type Canonical, canonicalText, compareCodePoints } from '../../shared/values/canonical.ts';

const text = fc.string({ unit: 'grapheme-composite', maxLength: 8 });
const plainKey = text.filter((key) => !key.startsWith('$'));

const integer = fc
  .bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })
  .map((value) =>
    BigInt(Number(value)) === value && Number.isSafeInteger(Number(value))
      ? Number(value)
      : { $integer: String(value) },
  );

const decimal = fc
  .tuple(fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }), fc.nat(40))
  .map(([coefficient, scale]) => {
    const digits = String(coefficient < 0n ? -coefficient : coefficient).padStart(scale + 1, '0');
    const sign = coefficient < 0n ? '-' : '';
    const whole = digits.slice(0, digits.length - scale);
    return { $decimal: scale === 0 ? `${sign}${whole}` : `${sign}${whole}.${digits.slice(-scale)}` };
  });

const timestamp = fc
  .tuple(
    fc.date({
      min: new Date('0001-01-01T00:00:00Z'),
      max: new Date('9999-12-31T23:59:59Z'),
      noInvalidDate: true,
    }),
    fc.nat(999),
  )
  .map(([date, micros]) => ({
    $timestamp: `${date.toISOString().slice(0, 23)}${String(micros).padStart(3, '0')}Z`,
  }));

const bytes = fc
  .uint8Array({ maxLength: 8 })
  .map((value) => ({ $bytes: Buffer.from(value).toString('base64') }));

const scalar: fc.Arbitrary<Canonical> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  text,
  fc.integer(),
  integer,
  decimal,
  timestamp,
  bytes,
);

/** Values in canonical form, nested a few levels; sets hold texts and no numbers, so that no two elements are equal. */
export const arbitraryCanonical: fc.Arbitrary<Canonical> = fc.letrec<{ value: Canonical }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(plainKey, tie('value'), { maxKeys: 4, noNullPrototype: true }),
    fc.uniqueArray(text, { maxLength: 4 }).map((elements) => ({
      $set: elements.sort((a, b) => compareCodePoints(canonicalText(a), canonicalText(b))),
    })),
    fc
      .uniqueArray(fc.tuple(fc.integer(), tie('value')), {
        minLength: 1,
        maxLength: 4,
        selector: ([key]) => key,
      })
      .map((pairs) => ({ $map: pairs })),
  ),
})).value;
