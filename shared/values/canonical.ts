/**
 * Canonical JSON: the one form in which values cross process, file and store boundaries.
 * Source of the rules: docs/language.md, "Values and types".
 *
 * - string, boolean, null: themselves
 * - integer: a JSON number within ±(2^53−1), else `{"$integer":"…"}`
 * - decimal: `{"$decimal":"99.90"}`, scale kept, plain notation (`dE±n` beyond 200 characters)
 * - bytes: `{"$bytes":"base64"}`; timestamp: `{"$timestamp":"2025-01-08T10:00:00.000000Z"}`
 * - array: a JSON array; set: `{"$set":[…]}` sorted by canonical text
 * - map or record: a JSON object; with a key that starts with `$` or is no string: `{"$map":[[k,v],…]}`
 * - a sensitive value, in traces and views only: `{"$fingerprint":"9f3a…"}`
 *
 * A JSON number in canonical form is always an integer: decimals never appear as JSON numbers.
 */
export type Canonical = null | boolean | number | string | readonly Canonical[] | CanonicalObject;
export interface CanonicalObject {
  readonly [key: string]: Canonical;
}

/** A record as entries, in display order, where the order of names matters (scopes, inputs). */
export type Bindings = readonly (readonly [name: string, value: Canonical])[];

export type Tag = '$integer' | '$decimal' | '$bytes' | '$timestamp' | '$set' | '$map' | '$fingerprint';
const TAGS: ReadonlySet<string> = new Set<Tag>([
  '$integer',
  '$decimal',
  '$bytes',
  '$timestamp',
  '$set',
  '$map',
  '$fingerprint',
]);

export function isCanonicalObject(value: Canonical): value is CanonicalObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How many collections of a value may lie around one another. */
export const MAX_DEPTH = 200;

/** Is the value nested deeper than the language's values may be? */
export function isTooDeep(value: Canonical, room = MAX_DEPTH): boolean {
  if (value === null || typeof value !== 'object') return false;
  const tagged = tagOf(value);
  if (tagged !== undefined && typeof tagged.payload === 'string') return false;
  if (room === 0) return true;
  const members: readonly Canonical[] =
    tagged !== undefined && Array.isArray(tagged.payload)
      ? tagged.payload
      : Object.values(value as CanonicalObject);
  const parts =
    tagged?.tag === '$map' ? members.flatMap((pair) => (Array.isArray(pair) ? pair : [pair])) : members;
  return parts.some((part: Canonical) => isTooDeep(part, room - 1));
}

/** The tag and payload of a tagged value, or undefined for a plain one. */
export function tagOf(value: Canonical): { tag: Tag; payload: Canonical } | undefined {
  if (!isCanonicalObject(value)) return undefined;
  let found: string | undefined;
  for (const key in value) {
    if (found !== undefined || !TAGS.has(key)) return undefined;
    found = key;
  }
  return found === undefined ? undefined : { tag: found as Tag, payload: value[found] as Canonical };
}

export type TypeName =
  | 'null'
  | 'boolean'
  | 'integer'
  | 'decimal'
  | 'string'
  | 'bytes'
  | 'timestamp'
  | 'array'
  | 'set'
  | 'map'
  | 'fingerprint';

const TYPE_OF_TAG: Record<Tag, TypeName> = {
  $integer: 'integer',
  $decimal: 'decimal',
  $bytes: 'bytes',
  $timestamp: 'timestamp',
  $set: 'set',
  $map: 'map',
  $fingerprint: 'fingerprint',
};

/** The language's name for a value's type (records are maps). */
export function typeName(value: Canonical): TypeName {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return 'boolean';
  if (typeof value === 'number') return 'integer';
  if (typeof value === 'string') return 'string';
  if (Array.isArray(value)) return 'array';
  const tagged = tagOf(value);
  return tagged ? TYPE_OF_TAG[tagged.tag] : 'map';
}

/** Compares two strings by Unicode code point, as the language orders strings. */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    let x = a.charCodeAt(i);
    let y = b.charCodeAt(i);
    if (x === y) continue;
    // UTF-16 order differs from code point order only where surrogates meet U+E000..U+FFFF.
    if (x >= 0xd800 && y >= 0xd800) {
      x = x >= 0xe000 ? x - 0x800 : x + 0x2000;
      y = y >= 0xe000 ? y - 0x800 : y + 0x2000;
    }
    return x - y;
  }
  return a.length - b.length;
}

/**
 * The canonical text of a value: JSON without white space, object keys in code point order.
 * Two values that are the same canonical value have the same text; it is what sets are sorted by and hashes are taken of.
 */
export function canonicalText(value: Canonical): string {
  const sorted = inOrder(value);
  return sorted === undefined ? spelled(value) : JSON.stringify(sorted);
}

/** Keys that an object of ours would not keep where they were put. */
const MOVES = /^(?:\d|__proto__$)/;

/** The value with its keys in order, which is written many times faster than put together; undefined where they would not stay. */
function inOrder(value: Canonical): Canonical | undefined {
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) {
    const members: Canonical[] = [];
    for (const member of value as readonly Canonical[]) {
      const sorted = inOrder(member);
      if (sorted === undefined) return undefined;
      members.push(sorted);
    }
    return members;
  }
  const from = value as CanonicalObject;
  const object: Record<string, Canonical> = {};
  for (const key of keysOf(from)) {
    const sorted = MOVES.test(key) ? undefined : inOrder(from[key] as Canonical);
    if (sorted === undefined) return undefined;
    object[key] = sorted;
  }
  return object;
}

function keysOf(object: CanonicalObject): readonly string[] {
  const keys = Object.keys(object);
  return keys.length > 1 ? keys.sort(compareCodePoints) : keys;
}

function spelled(value: Canonical): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(spelled).join(',')}]`;
  const object = value as CanonicalObject;
  return `{${keysOf(object)
    .map((key) => `${JSON.stringify(key)}:${spelled(object[key] as Canonical)}`)
    .join(',')}}`;
}
