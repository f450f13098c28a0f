import type { BigDecimal } from 'bigdecimal.js';
import type { FunctionName } from '../../../../shared/node/expression.ts';
import { invalidArgument, typeMismatch } from '../step-error.ts';
import { lower, upper } from '../values/case-mapping.ts';
import * as decimal from '../values/decimal.ts';
import { compilePattern } from '../values/pattern.ts';
import { capped, checkSize, codePoints, joinCapped, substring, trim } from '../values/text.ts';
import { Timestamp } from '../values/timestamp.ts';
import { isArray, keyOf, MapValue, SetValue, typeName, type Value } from '../values/value.ts';
import { average, count, elementsOf, extreme, sum } from './aggregates.ts';
import { integer, isNumber, negate, toDecimal } from './numbers.ts';
import { commonOrder } from './order.ts';

/** Functions of values alone; COALESCE is none, as it does not evaluate all of its arguments. */
export type StrictFunction = Exclude<FunctionName, 'COALESCE'>;

type Implementation = (args: readonly Value[]) => Value;

const MAX_PLACES = 34n;

function string(fn: string, value: Value | undefined): string {
  if (typeof value !== 'string') throw typeMismatch(fn, typeName(value ?? null));
  return value;
}

function whole(fn: string, value: Value | undefined): bigint {
  if (typeof value !== 'bigint') throw typeMismatch(fn, typeName(value ?? null));
  return value;
}

function at(args: readonly Value[], index: number): Value {
  return args[index] as Value;
}

function numberArgument(fn: string, value: Value): bigint | BigDecimal {
  if (!isNumber(value)) throw typeMismatch(fn, typeName(value));
  return value;
}

function timePart(fn: string, part: (date: Date) => number): Implementation {
  return ([time]) => {
    if (!(time instanceof Timestamp)) throw typeMismatch(fn, typeName(time as Value));
    return BigInt(part(time.date));
  };
}

function round(args: readonly Value[]): Value {
  const value = numberArgument('ROUND', at(args, 0));
  const places = args.length === 1 ? 0n : whole('ROUND', args[1]);
  if (places < 0n || places > MAX_PLACES) throw invalidArgument('ROUND', 'places are outside 0..34');
  return decimal.roundTo(toDecimal(value), Number(places));
}

function length(value: Value): number {
  if (typeof value === 'string') return codePoints(value);
  if (isArray(value) || value instanceof Uint8Array) return value.length;
  if (value instanceof MapValue || value instanceof SetValue) return value.size;
  throw typeMismatch('LEN', typeName(value));
}

function slice(args: readonly Value[]): Value {
  const text = string('SUBSTRING', args[0]);
  const start = whole('SUBSTRING', args[1]);
  const size = whole('SUBSTRING', args[2]);
  if (start < 0n) throw invalidArgument('SUBSTRING', 'start is negative');
  if (size < 0n) throw invalidArgument('SUBSTRING', 'length is negative');
  const clamp = (n: bigint) => Number(n > BigInt(text.length) ? BigInt(text.length) : n);
  return substring(text, clamp(start), clamp(size));
}

function replace(args: readonly Value[]): Value {
  const text = string('REPLACE', args[0]);
  const from = string('REPLACE', args[1]);
  const to = string('REPLACE', args[2]);
  return from === '' ? text : joinCapped(text.split(from), to);
}

function split(args: readonly Value[]): Value {
  const text = string('SPLIT', args[0]);
  const separator = string('SPLIT', args[1]);
  if (separator === '') throw invalidArgument('SPLIT', 'separator is empty');
  const parts = text.split(separator);
  checkSize(parts.length);
  return parts;
}

function join(args: readonly Value[]): Value {
  const parts = elementsOf('JOIN', at(args, 0));
  for (const part of parts) if (typeof part !== 'string') throw typeMismatch('JOIN', typeName(part));
  return joinCapped(parts as readonly string[], string('JOIN', args[1]));
}

function matches(args: readonly Value[]): Value {
  const text = string('MATCHES', args[0]);
  const pattern = compilePattern(string('MATCHES', args[1]));
  if (pattern === null) throw invalidArgument('MATCHES', 'not a valid pattern');
  return pattern.test(text);
}

function unique(values: Value): Value {
  const seen = new Map<string, Value>();
  for (const value of elementsOf('UNIQUE', values)) {
    const key = keyOf(value);
    if (!seen.has(key)) seen.set(key, value);
  }
  return [...seen.values()];
}

function mapOf(fn: string, value: Value): MapValue {
  if (!(value instanceof MapValue)) throw typeMismatch(fn, typeName(value));
  return value;
}

function range(args: readonly Value[]): Value {
  const from = whole('RANGE', args[0]);
  const to = whole('RANGE', args[1]);
  if (from >= to) return [];
  checkSize(to - from);
  return Array.from({ length: Number(to - from) }, (_, i) => from + BigInt(i));
}

function addSeconds(args: readonly Value[]): Value {
  const time = at(args, 0);
  if (!(time instanceof Timestamp)) throw typeMismatch('ADD_SECONDS', typeName(time));
  const seconds = toDecimal(numberArgument('ADD_SECONDS', at(args, 1)));
  const moved = Timestamp.at(time.micros + decimal.nearest(seconds.movePointRight(6)));
  if (moved === null) throw invalidArgument('ADD_SECONDS', 'timestamp out of range');
  return moved;
}

function toInteger(fn: string, value: Value, convert: (value: BigDecimal) => bigint): Value {
  const number = numberArgument(fn, value);
  return typeof number === 'bigint' ? number : integer(convert(number));
}

/** Each function with the least and greatest number of its arguments. */
const FUNCTIONS: Readonly<
  Record<StrictFunction, readonly [least: number, most: number, run: Implementation]>
> = {
  SUM: [1, 1, ([values]) => sum(values as Value)],
  COUNT: [1, 1, ([values]) => count(values as Value)],
  AVG: [1, 1, ([values]) => average(values as Value)],
  MIN: [1, 1, ([values]) => extreme('MIN', values as Value, 1)],
  MAX: [1, 1, ([values]) => extreme('MAX', values as Value, -1)],
  ABS: [
    1,
    1,
    ([value]) => {
      const number = numberArgument('ABS', value as Value);
      return (typeof number === 'bigint' ? number < 0n : number.signum() < 0) ? negate(number) : number;
    },
  ],
  ROUND: [1, 2, round],
  FLOOR: [1, 1, ([value]) => toInteger('FLOOR', value as Value, decimal.floor)],
  CEIL: [1, 1, ([value]) => toInteger('CEIL', value as Value, decimal.ceil)],
  LEN: [1, 1, ([value]) => BigInt(length(value as Value))],
  UPPER: [1, 1, ([text]) => capped(upper(string('UPPER', text)))],
  LOWER: [1, 1, ([text]) => capped(lower(string('LOWER', text)))],
  TRIM: [1, 1, ([text]) => trim(string('TRIM', text))],
  SUBSTRING: [3, 3, slice],
  REPLACE: [3, 3, replace],
  SPLIT: [2, 2, split],
  JOIN: [2, 2, join],
  STARTS_WITH: [
    2,
    2,
    ([text, start]) => string('STARTS_WITH', text).startsWith(string('STARTS_WITH', start)),
  ],
  ENDS_WITH: [2, 2, ([text, end]) => string('ENDS_WITH', text).endsWith(string('ENDS_WITH', end))],
  MATCHES: [2, 2, matches],
  SORT: [
    1,
    1,
    ([values]) => {
      const elements = elementsOf('SORT', values as Value);
      return [...elements].sort(commonOrder('SORT', elements));
    },
  ],
  UNIQUE: [1, 1, ([values]) => unique(values as Value)],
  FIRST: [1, 1, ([values]) => elementsOf('FIRST', values as Value)[0] ?? null],
  LAST: [1, 1, ([values]) => elementsOf('LAST', values as Value).at(-1) ?? null],
  KEYS: [1, 1, ([map]) => [...mapOf('KEYS', map as Value).entries()].map(([key]) => key)],
  VALUES: [1, 1, ([map]) => [...mapOf('VALUES', map as Value).entries()].map(([, value]) => value)],
  RANGE: [2, 2, range],
  ADD_SECONDS: [2, 2, addSeconds],
  YEAR: [1, 1, timePart('YEAR', (date) => date.getUTCFullYear())],
  MONTH: [1, 1, timePart('MONTH', (date) => date.getUTCMonth() + 1)],
  DAY: [1, 1, timePart('DAY', (date) => date.getUTCDate())],
  HOUR: [1, 1, timePart('HOUR', (date) => date.getUTCHours())],
  MINUTE: [1, 1, timePart('MINUTE', (date) => date.getUTCMinutes())],
  SECOND: [1, 1, timePart('SECOND', (date) => date.getUTCSeconds())],
};

export function callFunction(fn: StrictFunction, args: readonly Value[]): Value {
  const [least, most, run] = FUNCTIONS[fn];
  if (args.length < least || args.length > most) throw invalidArgument(fn, 'wrong number of arguments');
  return run(args);
}
