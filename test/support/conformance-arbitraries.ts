import fc from 'fast-check';
import type { Canonical, CanonicalObject } from '../../shared/values/canonical.ts';

/** Characters that case mapping, trimming, ordering and quoting treat in ways of their own. */
const CHARACTERS = [
  ...'aZ09 _-.,$\'"\\{}\t\nßİıŉΣσςéﬃǅ\u0301\u00a0\u2028\u{1F600}\u{10400}\u{10597}ｚ\uFFFD',
];
const PATTERNS = ['^a', 'Z$', '[a-z]+', '\\\\d{2,}', '^(a|Z)*$', '.', '^.{2}$', '\\\\s', '[^a]', '\u{1F600}'];

const MAX = 2n ** 63n - 1n;
const MIN = -(2n ** 63n);
const integers = fc.oneof(
  { weight: 6, arbitrary: fc.bigInt({ min: -12n, max: 12n }) },
  { weight: 2, arbitrary: fc.bigInt({ min: MIN, max: MAX }) },
  { weight: 1, arbitrary: fc.constantFrom(MAX, MIN, 2n ** 53n, -(2n ** 53n), 2n ** 53n - 1n, 3037000500n) },
);
const exponents = fc.oneof(
  { weight: 8, arbitrary: fc.integer({ min: -6, max: 3 }) },
  { weight: 2, arbitrary: fc.integer({ min: -45, max: 45 }) },
  { weight: 1, arbitrary: fc.constantFrom(-6144, -6130, -3000, 3000, 6100) },
);
const coefficients = fc.oneof(
  { weight: 5, arbitrary: fc.bigInt({ min: -2000n, max: 2000n }) },
  { weight: 2, arbitrary: fc.bigInt({ min: -(10n ** 34n) + 1n, max: 10n ** 34n - 1n }) },
  { weight: 1, arbitrary: fc.constantFrom(10n ** 34n - 1n, 5n * 10n ** 33n, 0n) },
);
/** Text of a decimal literal. */
const decimals = fc.tuple(coefficients, exponents).map(([coefficient, exponent]) => {
  const digits = (coefficient < 0n ? -coefficient : coefficient).toString();
  const sign = coefficient < 0n ? '-' : '';
  if (exponent > 0 || exponent < -60) return `${sign}${digits}e${exponent}`;
  if (exponent === 0) return `${sign}${digits}e0`;
  const padded = digits.padStart(1 - exponent, '0');
  return `${sign}${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
});
const strings = fc.array(fc.constantFrom(...CHARACTERS), { maxLength: 6 }).map((chars) => chars.join(''));
const timestamps = fc
  .tuple(fc.integer({ min: -62_135_596_800, max: 253_402_300_799 }), fc.integer({ min: 0, max: 999_999 }))
  .map(([seconds, micros]) => {
    const date = new Date(seconds * 1000).toISOString().replace(/^\+?0*(\d{4})/, '$1');
    return date.replace(/\.\d{3}Z$/, `.${String(micros).padStart(6, '0')}Z`);
  });

function integerValue(value: bigint): Canonical {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : { $integer: value.toString() };
}

const list = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 5 });
const perhapsNull = <T>(item: fc.Arbitrary<T>) => fc.option(item, { nil: null, freq: 6 });
const decimalTexts = decimals.map((text): Canonical => ({ $decimal: text.replace('e0', '') }));

/** Inputs that the expressions below use, with their declared types. */
export const INPUT_TYPES: Readonly<Record<string, string>> = {
  i: 'integer',
  j: 'integer',
  d: 'decimal',
  e: 'decimal',
  s: 'string',
  r: 'string',
  b: 'boolean',
  t: 'timestamp',
  xs: 'array<any>',
  ds: 'array<decimal>',
  ss: 'array<string>',
  ms: 'array<any>',
  m: 'any',
  q: 'set<any>',
  n: 'any',
};

const rows = fc.record({ a: perhapsNull(integers.map(integerValue)), b: strings });
export const inputs: fc.Arbitrary<CanonicalObject> = fc.record({
  i: integers.map(integerValue),
  j: fc.integer({ min: -3, max: 5 }),
  d: decimalTexts,
  e: decimalTexts,
  s: strings,
  r: strings,
  b: fc.boolean(),
  t: timestamps.map((text): Canonical => ({ $timestamp: text })),
  xs: list(perhapsNull(fc.oneof(integers.map(integerValue), decimalTexts))),
  ds: list(decimalTexts),
  ss: list(strings),
  ms: list(rows),
  m: rows,
  q: list(fc.oneof(fc.integer({ min: -3, max: 12 }), strings)),
  n: fc.constant(null),
});

export function quoted(text: string): string {
  const escaped = text.replace(/[\\']/g, '\\$&').replace(/\n/g, '\\n').replace(/\t/g, '\\t');
  return `'${escaped}'`;
}

const texts = (...parts: readonly (string | fc.Arbitrary<string>)[]): fc.Arbitrary<string> =>
  fc
    .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
    .map((all) => all.join(''));

interface Sorts {
  integer: string;
  decimal: string;
  string: string;
  boolean: string;
  timestamp: string;
  array: string;
  any: string;
}

/** Expressions as text, by the type that they mean to have; now and then one of another type stands in. */
export function expressions(names: readonly string[] = []): {
  readonly [K in keyof Sorts]: fc.Arbitrary<string>;
} {
  return fc.letrec<Sorts>((tie: fc.LetrecTypedTie<Sorts>): fc.LetrecValue<Sorts> => {
    const integer = tie('integer');
    const decimal = tie('decimal');
    const string = tie('string');
    const boolean = tie('boolean');
    const timestamp = tie('timestamp');
    const array = tie('array');
    const any = tie('any');
    const sort = (leaves: readonly fc.Arbitrary<string>[], ...branches: readonly fc.Arbitrary<string>[]) =>
      fc.oneof(
        { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
        { weight: 4, arbitrary: fc.oneof(...leaves) },
        { weight: 6, arbitrary: fc.oneof(...branches) },
        { weight: 1, arbitrary: branches.length > 0 ? any : fc.oneof(...leaves) },
      );
    const number = fc.oneof(integer, decimal);
    const of = (...choices: readonly string[]) => fc.constantFrom(...choices);
    const infix = (left: fc.Arbitrary<string>, operators: readonly string[], right: fc.Arbitrary<string>) =>
      texts('(', left, ' ', of(...operators), ' ', right, ')');
    const bound = names.length > 0 ? [of(...names)] : [];
    return {
      integer: sort(
        [integers.map(String), of('i', 'j', 'x', 'm.a'), ...bound],
        infix(integer, ['+', '-', '*', '//', '%'], integer),
        texts('(-', integer, ')'),
        texts(of('ABS'), '(', integer, ')'),
        texts(of('FLOOR', 'CEIL'), '(', number, ')'),
        texts('LEN(', fc.oneof(string, array), ')'),
        texts('COUNT(', array, ')'),
        texts(of('SUM', 'MIN', 'MAX', 'FIRST', 'LAST'), of('(xs)', '(ms.a)', '(q)')),
        texts('COALESCE(', of('m.a', 'n', 'j'), ', ', integer, ')'),
        texts(of('YEAR', 'MONTH', 'DAY', 'HOUR', 'MINUTE', 'SECOND'), '(', timestamp, ')'),
        texts('xs[', integer, ']'),
      ),
      decimal: sort(
        [decimals, of('d', 'e')],
        infix(number, ['+', '-', '*', '/', '//', '%'], number),
        texts('(-', decimal, ')'),
        texts('ABS(', decimal, ')'),
        texts('ROUND(', number, ')'),
        texts('ROUND(', number, ', ', of('0', '1', '2', '6', '33', '34', 'j'), ')'),
        texts(of('SUM', 'AVG', 'MIN', 'MAX'), of('(ds)', '(xs)', '(ms.a)')),
      ),
      string: sort(
        [strings.map(quoted), of('s', 'r', 'm.b')],
        infix(string, ['+'], string),
        texts(of('UPPER', 'LOWER', 'TRIM'), '(', string, ')'),
        texts('SUBSTRING(', string, ', ', of('0', '1', '2', 'j'), ', ', of('0', '1', '3', 'j'), ')'),
        texts('REPLACE(', string, ', ', string, ', ', string, ')'),
        texts('JOIN(', of('ss', 'ms.b', 'SPLIT(s, r)', 'SORT(ss)'), ', ', string, ')'),
        texts(string, '[', of('0', '1', 'j', '-1'), ']'),
      ),
      boolean: sort(
        [of('true', 'false', 'b')],
        infix(number, ['==', '!=', '<', '<=', '>', '>='], number),
        infix(string, ['==', '<', '>=', 'IN', 'CONTAINS', 'NOT IN'], string),
        infix(timestamp, ['==', '<', '>='], timestamp),
        infix(any, ['==', '!=', '<', 'IN', 'CONTAINS'], any),
        infix(any, ['IN', 'NOT IN'], array),
        infix(boolean, ['AND', 'OR', '=>'], boolean),
        texts('(NOT ', boolean, ')'),
        texts('(', any, of(' IS NULL', ' IS NOT NULL'), ')'),
        texts('MATCHES(', string, ", '", of(...PATTERNS), "')"),
        texts(of('STARTS_WITH', 'ENDS_WITH'), '(', string, ', ', string, ')'),
        texts('(', of('FORALL', 'EXISTS'), ' x IN ', array, ': ', boolean, ')'),
      ),
      timestamp: sort([of('t')], texts('ADD_SECONDS(', timestamp, ', ', number, ')')),
      array: sort(
        [of('xs', 'ds', 'ss', 'ms', 'q', '[]', 'ms.a', 'ms.b')],
        fc.array(any, { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
        texts(of('SORT', 'UNIQUE'), '(', array, ')'),
        infix(array, ['+'], array),
        texts('SPLIT(', string, ', ', string, ')'),
        texts(of('KEYS', 'VALUES'), '(', of('m', '{a: i, b: d}'), ')'),
        texts('RANGE(', of('0', '-2', 'j'), ', ', of('3', '0', 'j'), ')'),
      ),
      any: fc.oneof(
        { maxDepth: 4, depthSize: 'small', withCrossShrink: true },
        of('n', 'u', 'm', 'm.zz', 'uuid()', 'random()', 'current_year()', 'current_timestamp()'),
        integer,
        decimal,
        string,
        boolean,
        timestamp,
        array,
        texts('{a: ', any, ', b: ', any, '}'),
      ),
    };
  });
}
