import { BigDecimal } from 'bigdecimal.js';
import {
  type Canonical,
  type CanonicalObject,
  canonicalText,
  compareCodePoints,
  tagOf,
} from '../../../../shared/values/canonical.ts';
import { decimalText, parseDecimal, roundedDecimal } from './decimal.ts';
import { checkDepth } from './text.ts';
import { Timestamp } from './timestamp.ts';
import { isArray, MapValue, SetValue, type Value } from './value.ts';

const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const DOLLAR = 36;
/** Values never change, so neither does their canonical form; collections pass through many events. */
const encoded = new WeakMap<object, Encoded>();
const sorted = new WeakMap<SetValue, readonly Value[]>();
/** While a collection is encoded: how many lie around it, and the height of the highest one in it so far. */
let around = 0;
let highest = 0;

interface Encoded {
  readonly canonical: Canonical;
  /** How many collections lie within one another, this one included. */
  readonly height: number;
}

/** A value in canonical form. */
export function encode(value: Value): Canonical {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return encodeInteger(value);
  if (value instanceof BigDecimal) return { $decimal: decimalText(value) };
  if (value instanceof Timestamp) return { $timestamp: value.toString() };
  if (value instanceof Uint8Array) return { $bytes: Buffer.from(value).toString('base64') };
  let known = encoded.get(value);
  if (known === undefined) {
    known = encodeOnce(value);
    encoded.set(value, known);
  } else checkDepth(around + known.height - 1);
  highest = Math.max(highest, known.height);
  return known.canonical;
}

function encodeOnce(value: Collection): Encoded {
  checkDepth(around);
  const beside = highest;
  around++;
  highest = 0;
  try {
    const canonical = encodeCollection(value);
    return { canonical, height: highest + 1 };
  } finally {
    around--;
    highest = beside;
  }
}

function encodeInteger(value: bigint): Canonical {
  return value <= MAX_SAFE && value >= -MAX_SAFE ? Number(value) : { $integer: value.toString() };
}

type Collection = MapValue | SetValue | readonly Value[];

function encodeCollection(value: Collection): Canonical {
  if (isArray(value)) return value.map(encode);
  if (value instanceof MapValue) return encodeMap(value);
  return { $set: sortedElements(value).map(encode) };
}

/** A map or record in canonical form. */
export function encodeMap(map: MapValue): CanonicalObject {
  const object: Record<string, Canonical> = {};
  for (const [key, value] of map.entries()) {
    if (typeof key !== 'string' || key.charCodeAt(0) === DOLLAR) {
      return { $map: [...map.entries()].map((entry) => entry.map(encode)) };
    }
    setField(object, key, encode(value));
  }
  return object;
}

/** Sets a field that may be called `__proto__`. */
function setField(object: Record<string, Canonical>, key: string, value: Canonical): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
}

/** The elements of a set in canonical order. */
export function sortedElements(set: SetValue): readonly Value[] {
  let elements = sorted.get(set);
  if (elements === undefined) {
    elements = [...set.texts().values()]
      .map((value) => ({ value, text: canonicalText(encode(value)) }))
      .sort((a, b) => compareCodePoints(a.text, b.text))
      .map(({ value }) => value);
    sorted.set(set, elements);
  }
  return elements;
}

/** A value from canonical form that this program or the host wrote; anything else is a bug. */
export function decode(canonical: Canonical): Value {
  if (canonical === null || typeof canonical === 'string' || typeof canonical === 'boolean') return canonical;
  if (typeof canonical === 'number') return BigInt(canonical);
  if (isList(canonical)) return canonical.map(decode);
  const tagged = tagOf(canonical);
  if (tagged === undefined) {
    const map = new MapValue();
    for (const key in canonical) map.put(key, decode(canonical[key] as Canonical));
    return map;
  }
  const { tag, payload } = tagged;
  if (typeof payload === 'string') {
    switch (tag) {
      case '$integer':
        return BigInt(payload);
      case '$decimal':
        return decodeDecimal(payload);
      case '$bytes':
        return new Uint8Array(Buffer.from(payload, 'base64'));
      case '$timestamp': {
        const timestamp = Timestamp.parse(payload);
        if (timestamp !== null) return timestamp;
        break;
      }
      default:
        break;
    }
  } else if (isList(payload)) {
    if (tag === '$set') return new SetValue(payload.map(decode));
    if (tag === '$map') return decodePairs(payload);
  }
  throw new Error(`not canonical: ${JSON.stringify(canonical).slice(0, 100)}`);
}

function decodePairs(pairs: readonly Canonical[]): MapValue {
  const map = new MapValue();
  for (const pair of pairs) {
    if (!isList(pair) || pair.length !== 2) throw new Error('not canonical: $map');
    map.put(decode(pair[0] as Canonical), decode(pair[1] as Canonical));
  }
  return map;
}

/** What services answer may have more digits than the language keeps. */
function decodeDecimal(text: string): BigDecimal {
  const value = parseDecimal(text);
  if (value === 'digits') return roundedDecimal(text);
  if (typeof value === 'string') throw new Error(`not canonical: $decimal ${text.slice(0, 50)}`);
  return value;
}

/** `Array.isArray` that knows readonly arrays. */
export function isList(value: Canonical): value is readonly Canonical[] {
  return Array.isArray(value);
}
