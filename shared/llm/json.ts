import { endOfString, parseJsonText } from '../values/json-text.ts';

/** What JSON can say. Wire requests and answers are made of it, and of nothing else. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

/** An object while it is being put together. */
export type JsonDraft = Record<string, Json>;

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Sets an own member, whatever its name: `__proto__` in a JSON text is a name like any other. */
export function setMember(object: JsonDraft, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}

export function member(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Equal up to the order of keys. A member that is undefined is as good as absent. */
export function sameJson(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return Object.is(a, b);
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => sameJson(item, b[i]));
  if (Array.isArray(b)) return false;
  const [left, right] = [a as JsonObject, b as JsonObject];
  let more = 0;
  for (const key in left) {
    if (left[key] === undefined) continue;
    if (!Object.hasOwn(right, key) || !sameJson(left[key], right[key])) return false;
    more++;
  }
  for (const key in right) if (right[key] !== undefined) more--;
  return more === 0;
}

/** One step further down a JSON pointer (RFC 6901). */
export function pointer(base: string, key: string | number): string {
  return typeof key === 'number' || !NEEDS_ESCAPE.test(key)
    ? `${base}/${key}`
    : `${base}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

const NEEDS_ESCAPE = /[~/]/;

/** The value at a JSON pointer; undefined where it leads nowhere. */
export function atPointer(value: unknown, path: string): unknown {
  let here = value;
  for (let at = 1; at <= path.length && path !== ''; ) {
    const slash = path.indexOf('/', at);
    const end = slash === -1 ? path.length : slash;
    if (typeof here !== 'object' || here === null) return undefined;
    if (Array.isArray(here)) here = here[indexIn(path, at, end)];
    else {
      const step = path.slice(at, end);
      const key = step.includes('~') ? step.replaceAll('~1', '/').replaceAll('~0', '~') : step;
      if (!Object.hasOwn(here, key)) return undefined;
      here = (here as Record<string, unknown>)[key];
    }
    at = end + 1;
  }
  return here;
}

/** The digits from `at` to `end` as a number; -1 where there is anything else. Without a copy: it is asked very often. */
function indexIn(path: string, at: number, end: number): number {
  let index = at === end ? -1 : 0;
  for (let i = at; i < end && index >= 0; i++) {
    const digit = path.charCodeAt(i) - 48;
    index = digit >= 0 && digit <= 9 ? index * 10 + digit : -1;
  }
  return index;
}

/** Deeper than any request or answer; what walks through JSON step by step has room for more. */
const DEEPEST = 500;

/** Reads JSON text; undefined where it is none, or where it nests deeper than anything that is meant to be read. */
export function parseJson(text: string): Json | undefined {
  try {
    return isTooDeep(text) ? undefined : (parseJsonText(text) as Json);
  } catch {
    return undefined;
  }
}

/** Whether a JSON text nests too deep. Most have too few brackets for that: only the others are walked through. */
function isTooDeep(text: string): boolean {
  if (text.length <= 2 * DEEPEST || !hasMany(text)) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) {
      at = endOfString(text, at);
      if (at < 0) return false;
    } else if (code === BRACKET || code === BRACE) {
      if (++depth > DEEPEST) return true;
    } else if (code === BRACKET + 2 || code === BRACE + 2) depth--;
  }
  return false;
}

/** Whether it opens more than so many brackets, those in texts included. */
function hasMany(text: string): boolean {
  let count = 0;
  for (const bracket of ['{', '['])
    for (let at = text.indexOf(bracket); at >= 0; at = text.indexOf(bracket, at + 1))
      if (++count > DEEPEST) return true;
  return false;
}

const [QUOTE, BRACKET, BRACE] = [0x22, 0x5b, 0x7b];
