import { Big, BigDecimal, RoundingMode } from 'bigdecimal.js';
import { NodeEnded, StepError } from '../step-error.ts';
import { sortedElements } from '../values/codec.ts';
import { fitted } from '../values/decimal.ts';
import { capped, checkSize, hasLoneSurrogate, MAX_DEPTH } from '../values/text.ts';
import { Timestamp } from '../values/timestamp.ts';
import { isArray, MapValue, SetValue, type Value } from '../values/value.ts';

type MakeDecimal = typeof BigDecimal & typeof Big & (new (...args: Parameters<typeof Big>) => BigDecimal);

/**
 * Given to a handler as its second argument. `BigDecimal` makes decimals with and without `new`: the library's own
 * constructor takes internal fields, and makes nonsense of a text.
 */
export const TOOLKIT = {
  BigDecimal: new Proxy(BigDecimal, {
    apply: (_target, _self, args: Parameters<typeof Big>) => Big(...args),
    construct: (_target, args: Parameters<typeof Big>) => Big(...args),
  }) as unknown as MakeDecimal,
  RoundingMode,
};
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);

/** A value as a JavaScript handler likes to have it. */
export function toNatural(value: Value): unknown {
  if (typeof value === 'bigint') return value <= MAX_SAFE && value >= -MAX_SAFE ? Number(value) : value;
  if (value === null || typeof value !== 'object' || value instanceof BigDecimal) return value;
  if (isArray(value)) return value.map(toNatural);
  if (value instanceof MapValue) {
    return new Map([...value.entries()].map(([key, entry]) => [toNatural(key), toNatural(entry)]));
  }
  if (value instanceof SetValue) return new Set(sortedElements(value).map(toNatural));
  return value instanceof Timestamp ? { epochMicros: value.micros } : value.slice();
}

/** What a handler returned as a value of the language, or `invalid_output`. */
export function fromNatural(handler: string, returned: unknown): Value {
  try {
    return convert(returned, 0);
  } catch (error) {
    if (error instanceof NodeEnded) throw error;
    throw new StepError('invalid_output', `handler ${handler} returned a value of no type of the language`);
  }
}

class NoValue extends Error {}

function convert(value: unknown, depth: number): Value {
  switch (typeof value) {
    case 'boolean':
      return value;
    case 'string':
      if (hasLoneSurrogate(value)) throw new NoValue();
      return capped(value);
    case 'bigint':
      if (BigInt.asIntN(64, value) !== value) throw new NoValue();
      return value;
    case 'number':
      if (!Number.isSafeInteger(value)) throw new NoValue();
      return BigInt(value);
    case 'object':
      return convertObject(value, depth);
    default:
      throw new NoValue();
  }
}

function convertObject(value: object | null, depth: number): Value {
  if (value === null) return null;
  if (value instanceof BigDecimal) return fitted(value);
  if (value instanceof Uint8Array) return value.slice();
  const micros = 'epochMicros' in value && Object.keys(value).length === 1 ? value.epochMicros : null;
  if (typeof micros === 'bigint') {
    const timestamp = Timestamp.at(micros);
    if (timestamp === null) throw new NoValue();
    return timestamp;
  }
  if (depth >= MAX_DEPTH) throw new NoValue();
  if (Array.isArray(value)) {
    checkSize(value.length);
    return value.map((item) => convert(item, depth + 1));
  }
  if (value instanceof Map) {
    checkSize(value.size);
    const map = new MapValue();
    for (const [key, entry] of value) map.put(convert(key, depth + 1), convert(entry, depth + 1));
    return map;
  }
  if (value instanceof Set) {
    checkSize(value.size);
    return new SetValue([...value].map((item) => convert(item, depth + 1)));
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) throw new NoValue();
  return MapValue.ofRecord(
    Object.entries(value).map(([key, entry]) => [fieldName(key), convert(entry, depth + 1)]),
  );
}

function fieldName(key: string): string {
  if (hasLoneSurrogate(key)) throw new NoValue();
  return key;
}
