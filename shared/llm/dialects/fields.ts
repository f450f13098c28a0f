import { isObject, type Json, type JsonDraft, type JsonObject, member, setMember } from '../json.ts';
import type { Dialect, Extensions } from '../protocol/part.ts';

/**
 * Reads the members of a wire object one by one, and remembers which were read: the rest is the extension, so that nothing is
 * lost whether it was known or not. A member of an unexpected type counts as not read.
 */
export class Fields {
  readonly #object: JsonObject;
  /** A list, with room for a few: nearly every object has few members. */
  readonly #read = new Array<string>(4);
  #count = 0;
  /** What to put back in an object that was read in part. */
  #partial: JsonDraft | undefined;

  constructor(object: JsonObject) {
    this.#object = object;
  }

  /** Takes a member as it is, if `fits` says that it is what was expected. */
  take<T extends Json>(key: string, fits: (value: Json) => value is T): T | undefined {
    const value = member(this.#object, key);
    if (value === undefined || !fits(value)) return undefined;
    this.#read[this.#count++] = key;
    return value;
  }

  string(key: string): string | undefined {
    return this.take(key, isString);
  }

  boolean(key: string): boolean | undefined {
    return this.take(key, isBoolean);
  }

  number(key: string): number | undefined {
    return this.take(key, isNumber);
  }

  int(key: string): number | undefined {
    return this.take(key, isInt);
  }

  object(key: string): JsonObject | undefined {
    return this.take(key, isObject);
  }

  array(key: string): readonly Json[] | undefined {
    return this.take(key, isArray);
  }

  /** Takes a member that must be exactly this. */
  literal(key: string, value: string): boolean {
    return this.take(key, (given): given is string => given === value) !== undefined;
  }

  /** The member was read in part: this much of it is left. */
  leave(key: string, rest: JsonObject | readonly Json[] | undefined): void {
    if (rest !== undefined) this.#put(key, rest);
  }

  /** Remembers how the dialect spelled something. */
  spelled(key: `$${string}`, value: Json): void {
    this.#put(key, value);
  }

  #put(key: string, value: Json): void {
    this.#partial ??= {};
    setMember(this.#partial, key, value);
  }

  /** What was not read; undefined if all was. */
  rest(): JsonObject | undefined {
    let rest: JsonDraft | undefined;
    const object = this.#object;
    // Not `for … in`: with that V8 compiled this anew for each request.
    for (const key of Object.keys(object)) {
      if (this.#read.includes(key)) continue;
      rest ??= {};
      setMember(rest, key, object[key] as Json);
    }
    const partial = this.#partial;
    if (partial === undefined) return rest;
    rest ??= {};
    for (const key of Object.keys(partial)) setMember(rest, key, partial[key] as Json);
    return rest;
  }

  /** The rest as a member of the canonical object. */
  extensions(dialect: Dialect): { extensions?: Extensions } {
    const rest = this.rest();
    return rest === undefined ? NONE : { extensions: { [dialect]: rest } };
  }
}

const NONE = {};

export function isAny(_value: Json): _value is Json {
  return true;
}
export function isNull(value: Json): value is null {
  return value === null;
}
export function isString(value: Json): value is string {
  return typeof value === 'string';
}
export function isBoolean(value: Json): value is boolean {
  return typeof value === 'boolean';
}
export function isNumber(value: Json): value is number {
  return typeof value === 'number';
}
export function isInt(value: Json): value is number {
  return Number.isSafeInteger(value);
}
export function isArray(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
export function isObjects(value: Json): value is readonly JsonObject[] {
  return Array.isArray(value) && value.every(isObject);
}
export function isStrings(value: Json): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}
export function recordOf(fits: (value: Json) => boolean): (value: Json) => boolean {
  return (value) => isObject(value) && Object.values(value).every(fits);
}
export function oneOf<T extends string>(...words: readonly T[]): (value: Json) => value is T {
  return (value): value is T => typeof value === 'string' && (words as readonly string[]).includes(value);
}

/** Members that are not undefined. */
export function present<T extends object>(object: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const out: Record<string, unknown> = {};
  for (const key in object) if (object[key] !== undefined) out[key] = object[key];
  return out as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** The wire object with what only this dialect said put back in its place. */
export function withExtension(
  wire: JsonObject,
  extensions: Extensions | undefined,
  dialect: Dialect,
): JsonObject {
  const extension = extensions?.[dialect];
  return extension === undefined ? wire : merged(wire, extension);
}

function merged(wire: JsonObject, extension: JsonObject): JsonObject {
  const out: JsonDraft = { ...wire };
  for (const [key, value] of Object.entries(extension)) {
    if (key.startsWith('$')) continue;
    const here = member(wire, key);
    if (here === undefined) setMember(out, key, value);
    else if (isObject(here) && isObject(value)) setMember(out, key, merged(here, value));
  }
  return out;
}

/** How the source spelled something in this dialect. */
export function spelling(
  extensions: Extensions | undefined,
  dialect: Dialect,
  key: `$${string}`,
): Json | undefined {
  const extension = extensions?.[dialect];
  return extension === undefined ? undefined : member(extension, key);
}
