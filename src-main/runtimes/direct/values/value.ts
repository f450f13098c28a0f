import { BigDecimal } from 'bigdecimal.js';
import type { TypeName } from '../../../../shared/values/canonical.ts';
import type { Timestamp } from './timestamp.ts';

/**
 * A value as the direct runtime computes with it. Values never change once made. Integers are bigint, and a JavaScript
 * number is never a value.
 */
export type Value =
  | null
  | boolean
  | string
  | bigint
  | BigDecimal
  | Uint8Array
  | Timestamp
  | MapValue
  | SetValue
  | readonly Value[];

/** A map or a record: entries in order of first insertion, kept apart by the language's equality. */
export class MapValue {
  readonly #entries = new Map<string, [key: Value, value: Value]>();

  static ofRecord(entries: Iterable<readonly [string, Value]>): MapValue {
    const map = new MapValue();
    for (const [key, value] of entries) map.put(key, value);
    return map;
  }

  /** Only while the map is being made. */
  put(key: Value, value: Value): void {
    const text = keyOf(key);
    const entry = this.#entries.get(text);
    if (entry === undefined) this.#entries.set(text, [key, value]);
    else entry[1] = value;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: Value): Value | undefined {
    return this.#entries.get(keyOf(key))?.[1];
  }

  entries(): IterableIterator<[key: Value, value: Value]> {
    return this.#entries.values();
  }

  /** By key text, for equality. */
  byText(): ReadonlyMap<string, readonly [key: Value, value: Value]> {
    return this.#entries;
  }
}

/** A set: of equal elements the first stays. */
export class SetValue {
  readonly #elements = new Map<string, Value>();

  constructor(elements: Iterable<Value>) {
    for (const element of elements) {
      const text = keyOf(element);
      if (!this.#elements.has(text)) this.#elements.set(text, element);
    }
  }

  get size(): number {
    return this.#elements.size;
  }

  has(value: Value): boolean {
    return this.#elements.has(keyOf(value));
  }

  /** By key text, for equality. */
  texts(): ReadonlyMap<string, Value> {
    return this.#elements;
  }
}

export function typeName(value: Value): TypeName {
  switch (typeof value) {
    case 'string':
      return 'string';
    case 'bigint':
      return 'integer';
    case 'boolean':
      return 'boolean';
    default:
      if (value === null) return 'null';
      if (value instanceof BigDecimal) return 'decimal';
      if (value instanceof MapValue) return 'map';
      if (value instanceof SetValue) return 'set';
      if (value instanceof Uint8Array) return 'bytes';
      return Array.isArray(value) ? 'array' : 'timestamp';
  }
}

/** A text that two values share if and only if the language calls them equal. */
export function keyOf(value: Value): string {
  if (typeof value === 'string') return value.charCodeAt(0) === 0 ? `\0s${value}` : value;
  if (typeof value === 'bigint') return numberKey(value, 0);
  if (value === null) return '\0null';
  if (typeof value === 'boolean') return value ? '\0true' : '\0false';
  if (value instanceof BigDecimal) return numberKey(value.unscaledValue(), -value.scale());
  if (value instanceof MapValue) {
    const pairs = [...value.byText()].map(([text, entry]) => `${quote(text)}:${quote(keyOf(entry[1]))}`);
    return `\0map${pairs.sort().join(',')}`;
  }
  if (value instanceof SetValue) return `\0set${[...value.texts().keys()].map(quote).sort().join(',')}`;
  if (value instanceof Uint8Array) return `\0bytes${Buffer.from(value).toString('base64')}`;
  if (isArray(value)) return `\0array${value.map((item) => quote(keyOf(item))).join(',')}`;
  return `\0time${value.micros}`;
}

/** `Array.isArray` that knows readonly arrays. */
export function isArray(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function quote(text: string): string {
  return `${text.length}:${text}`;
}

function numberKey(coefficient: bigint, exponent: number): string {
  if (coefficient === 0n) return '\0n0';
  if (coefficient % 10n !== 0n) return `\0n${coefficient}E${exponent}`;
  const digits = coefficient.toString();
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 48) end--;
  return `\0n${digits.slice(0, end)}E${exponent + digits.length - end}`;
}

/** The language's equality: numbers by value, false across other types. */
export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a === null || b === null) return false;
  if (typeof a !== 'object' || typeof b !== 'object') {
    if (typeof a === 'bigint' && b instanceof BigDecimal) return b.sameValue(a);
    if (typeof b === 'bigint' && a instanceof BigDecimal) return a.sameValue(b);
    return false;
  }
  if (a instanceof BigDecimal) return b instanceof BigDecimal && a.sameValue(b);
  if (isArray(a)) {
    return isArray(b) && a.length === b.length && a.every((item, i) => equal(item, b[i] as Value));
  }
  if (a instanceof MapValue) {
    if (!(b instanceof MapValue) || a.size !== b.size) return false;
    const others = b.byText();
    for (const [text, [, value]] of a.byText()) {
      const other = others.get(text);
      if (other === undefined || !equal(value, other[1])) return false;
    }
    return true;
  }
  if (a instanceof SetValue) {
    if (!(b instanceof SetValue) || a.size !== b.size) return false;
    const others = b.texts();
    for (const text of a.texts().keys()) if (!others.has(text)) return false;
    return true;
  }
  if (a instanceof Uint8Array) return b instanceof Uint8Array && Buffer.compare(a, b) === 0;
  return typeName(b) === 'timestamp' && a.micros === (b as Timestamp).micros;
}
