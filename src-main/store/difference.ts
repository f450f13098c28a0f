import type { Canonical, CanonicalObject } from '../../shared/values/canonical.ts';
import { corrupt } from './errors.ts';

/**
 * How one value came from another that stood in the same place before it:
 * `v` replaced; `s` and `a` spliced (kept at the start, kept at the end, what is between);
 * `e` elements changed from a position on; `o` fields set, in order, and fields gone.
 */
export type Difference =
  | readonly ['v', Canonical]
  | readonly ['s', number, number, string]
  | readonly ['a', number, number, readonly Canonical[]]
  | readonly ['e', number, readonly Difference[]]
  | readonly ['o', readonly (readonly [string, Difference])[], readonly string[]];

/** A replaced part larger than this, or more changed elements than that, is no longer worth a difference. */
const MAX_REPLACED = 1024;
const MAX_CHANGED = 32;
const MAX_DEPTH = 64;

/** `same`, how to get from `before` to `after`, or `far` when writing `after` anew is better. */
export function differenceOf(before: Canonical, after: Canonical, depth = 0): Difference | 'same' | 'far' {
  if (before === after) return 'same';
  if (typeof before === 'string' && typeof after === 'string') return stringDifference(before, after);
  if (typeof before !== 'object' || typeof after !== 'object' || before === null || after === null) {
    return replaced(after);
  }
  if (depth > MAX_DEPTH) return 'far';
  if (Array.isArray(before)) {
    return Array.isArray(after) ? listDifference(before, after, depth) : replaced(after);
  }
  if (Array.isArray(after)) return replaced(after);
  return objectDifference(before as CanonicalObject, after as CanonicalObject, depth);
}

function replaced(after: Canonical): Difference | 'far' {
  return textIsLonger(after, MAX_REPLACED) ? 'far' : ['v', after];
}

function stringDifference(before: string, after: string): Difference | 'far' {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before.charCodeAt(start) === after.charCodeAt(start)) start++;
  let end = 0;
  while (
    end < most - start &&
    before.charCodeAt(before.length - 1 - end) === after.charCodeAt(after.length - 1 - end)
  ) {
    end++;
  }
  const middle = after.slice(start, after.length - end);
  return middle.length > MAX_REPLACED ? 'far' : ['s', start, end, middle];
}

function listDifference(
  before: readonly Canonical[],
  after: readonly Canonical[],
  depth: number,
): Difference | 'same' | 'far' {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && sameValue(before[start], after[start])) start++;
  if (start === before.length && start === after.length) return 'same';
  let end = 0;
  while (end < most - start && sameValue(before[before.length - 1 - end], after[after.length - 1 - end]))
    end++;
  const changed = after.length - end - start;
  if (changed > MAX_CHANGED) return 'far';
  if (before.length === after.length) {
    const parts: Difference[] = [];
    for (let i = start; i < start + changed; i++) {
      const part = differenceOf(before[i] as Canonical, after[i] as Canonical, depth + 1);
      if (part === 'far') return 'far';
      parts.push(part === 'same' ? ['o', [], []] : part);
    }
    return ['e', start, parts];
  }
  const middle = after.slice(start, after.length - end);
  return textIsLonger(middle, MAX_REPLACED) ? 'far' : ['a', start, end, middle];
}

function objectDifference(
  before: CanonicalObject,
  after: CanonicalObject,
  depth: number,
): Difference | 'same' | 'far' {
  const old = Object.keys(before);
  const gone: string[] = [];
  const set: [string, Difference][] = [];
  const keys = Object.keys(after);
  let at = 0;
  for (const key of old) {
    if (!Object.hasOwn(after, key)) {
      gone.push(key);
      continue;
    }
    // What stays must stay in order: fields are shown as they were written.
    if (keys[at++] !== key) return 'far';
    const part = differenceOf(before[key] as Canonical, after[key] as Canonical, depth + 1);
    if (part === 'far') return 'far';
    if (part !== 'same') set.push([key, part]);
  }
  for (; at < keys.length; at++) {
    const key = keys[at] as string;
    const part = replaced(after[key] as Canonical);
    if (part === 'far') return 'far';
    set.push([key, part]);
  }
  if (set.length === 0 && gone.length === 0) return 'same';
  if (set.length + gone.length > MAX_CHANGED) return 'far';
  return ['o', set, gone];
}

/** Equal, fields in the same order too. */
function sameValue(a: Canonical | undefined, b: Canonical | undefined): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!sameValue(a[i], b[i])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  return sameObject(a as CanonicalObject, b as CanonicalObject);
}

/** Lists of thousands of decimals are compared in every round: no list of keys is made for objects of one. */
function sameObject(x: CanonicalObject, y: CanonicalObject): boolean {
  let count = 0;
  for (const key in x) {
    if (!sameValue(x[key], y[key])) return false;
    count++;
  }
  let others = 0;
  for (const key in y)
    if (Object.hasOwn(x, key)) others++;
    else return false;
  if (count !== others) return false;
  if (count < 2) return true;
  const keys = Object.keys(y);
  return Object.keys(x).every((key, i) => key === keys[i]);
}

/** Is the value's JSON text longer than `limit`? Looks at no more of it than it must. */
export function textIsLonger(value: Canonical | undefined, limit: number): boolean {
  return measure(value, limit) < 0;
}

/** What is left of `room` after the value's text; negative when it does not fit. Escapes in strings are not counted. */
function measure(value: Canonical | undefined, room: number): number {
  if (typeof value === 'string') return room - value.length - 2;
  if (typeof value === 'number') return room - (value >= 0 && value < 10 ? 1 : String(value).length);
  if (typeof value !== 'object' || value === null) return room - (value === undefined ? 0 : 5);
  let left = room - 1;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length && left >= 0; i++) left = measure(value[i], left - 1);
    return left;
  }
  const object = value as CanonicalObject;
  for (const key in object) {
    left = measure(object[key], left - key.length - 4);
    if (left < 0) break;
  }
  return left;
}

/** The value that `difference` makes of `before`. Differences come from a file: anything unfitting is a StoreError. */
export function applyDifference(before: Canonical, difference: unknown, depth = 0): Canonical {
  if (!Array.isArray(difference) || depth > MAX_DEPTH + 1) throw corrupt('a difference is none');
  const [kind, one, two, three] = difference as unknown[];
  switch (kind) {
    case 'v':
      return one as Canonical;
    case 's': {
      if (typeof before !== 'string' || typeof three !== 'string')
        throw corrupt('a string difference does not fit');
      const [start, end] = kept(one, two, before.length);
      return before.slice(0, start) + three + before.slice(before.length - end);
    }
    case 'a': {
      if (!Array.isArray(before) || !Array.isArray(three)) throw corrupt('a list difference does not fit');
      const [start, end] = kept(one, two, before.length);
      return before.slice(0, start).concat(three, before.slice(before.length - end));
    }
    case 'e': {
      if (!Array.isArray(before) || !Array.isArray(two)) throw corrupt('a list difference does not fit');
      const [start] = kept(one, two.length, before.length);
      const list: Canonical[] = before.slice();
      for (let i = 0; i < two.length; i++) {
        list[start + i] = applyDifference(before[start + i] as Canonical, two[i], depth + 1);
      }
      return list;
    }
    case 'o':
      return applyToObject(before, one, two, depth);
    default:
      throw corrupt('a difference is of no known kind');
  }
}

function kept(start: unknown, end: unknown, length: number): [number, number] {
  if (!isIndex(start) || !isIndex(end) || start + end > length) throw corrupt('a difference reaches too far');
  return [start, end];
}

function isIndex(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function applyToObject(before: Canonical, set: unknown, gone: unknown, depth: number): Canonical {
  if (!Array.isArray(set) || !Array.isArray(gone)) throw corrupt('a record difference is none');
  // An element that did not change is written as an empty difference of any value.
  if (set.length === 0 && gone.length === 0) return before;
  if (typeof before !== 'object' || before === null || Array.isArray(before)) {
    throw corrupt('a record difference does not fit');
  }
  const object: Record<string, Canonical> = { ...(before as CanonicalObject) };
  for (const key of gone) delete object[String(key)];
  for (const entry of set) {
    if (!Array.isArray(entry) || typeof entry[0] !== 'string') throw corrupt('a record difference is none');
    const key = entry[0];
    const old = Object.hasOwn(object, key) ? (object[key] as Canonical) : null;
    setField(object, key, applyDifference(old, entry[1], depth + 1));
  }
  return object;
}

/** Sets a field of any name: `__proto__` too is a name like others. */
export function setField(object: Record<string, Canonical>, key: string, value: Canonical): void {
  if (key !== '__proto__') object[key] = value;
  else Object.defineProperty(object, key, { value, writable: true, enumerable: true, configurable: true });
}
