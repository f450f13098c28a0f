import type { Outcome, Probes, RunError } from '../../shared/trace/event.ts';
import type { Bindings, Canonical, CanonicalObject } from '../../shared/values/canonical.ts';
import { setField } from './difference.ts';
import { corrupt } from './errors.ts';

/** Turns a value into what stands in an event's line: itself when small, else a reference to it. */
export interface Packing {
  /** `owner` and `part` name the place: what stood there before is what the value is compared with. */
  value(value: Canonical, owner: string, part: string | number): Canonical;
}
export interface Unpacking {
  value(token: Canonical): Canonical;
}

/** How one field of an event is written in its line and read back. */
export interface Codec<T> {
  pack(value: T, to: Packing, owner: string, part: string | number): Canonical;
  /** Throws a StoreError when the token is nothing that `pack` writes. */
  unpack(token: Canonical, from: Unpacking): T;
}

function scalar<T extends string | number | boolean>(
  what: string,
  isOne: (token: Canonical) => token is T & Canonical,
): Codec<T> {
  return {
    pack: (value) => value,
    unpack: (token) => {
      if (!isOne(token)) throw corrupt(`an event holds no ${what} where one belongs`);
      return token;
    },
  };
}

const isWord = (token: Canonical): token is string => typeof token === 'string';
export const word = scalar<string>('name', isWord);
export const count = scalar<number>('number', (token): token is number => typeof token === 'number');
export const flag = scalar<boolean>('truth value', (token): token is boolean => typeof token === 'boolean');

export function oneOf<T extends string>(...words: readonly T[]): Codec<T> {
  return scalar<T>(words.join(' or '), (token): token is T => words.includes(token as T));
}

/** A string that may be long and often comes again. */
export const text: Codec<string> = {
  pack: (value, to, owner, part) => to.value(value, owner, part),
  unpack: (token, from) => {
    const value = from.value(token);
    if (!isWord(value)) throw corrupt('an event holds no text where one belongs');
    return value;
  },
};

export const value: Codec<Canonical> = {
  pack: (value, to, owner, part) => to.value(value, owner, part),
  unpack: (token, from) => from.value(token),
};

export function isObject(token: Canonical | undefined): token is CanonicalObject {
  return typeof token === 'object' && token !== null && !Array.isArray(token);
}

/** Fields by name: each is a value of its own, found again under its name wherever it stands. */
export const record: Codec<CanonicalObject> = {
  pack: (object, to, owner) => {
    const tokens: Record<string, Canonical> = {};
    for (const key of Object.keys(object)) {
      const field = object[key];
      if (field !== undefined) setField(tokens, key, to.value(field, owner, key));
    }
    return tokens;
  },
  unpack: (token, from) => {
    if (!isObject(token)) throw corrupt('an event holds no record where one belongs');
    const object: Record<string, Canonical> = {};
    for (const key of Object.keys(token)) setField(object, key, from.value(token[key] as Canonical));
    return object;
  },
};

function listOf<T>(what: string, unpackOne: (entry: readonly Canonical[], from: Unpacking) => T) {
  return (token: Canonical, from: Unpacking): T[] => {
    if (!Array.isArray(token)) throw corrupt(`an event holds no ${what} where they belong`);
    return token.map((entry: Canonical) => {
      if (!Array.isArray(entry) || entry.length !== 2) throw corrupt(`an event's ${what} are no pairs`);
      return unpackOne(entry, from);
    });
  };
}

export const bindings: Codec<Bindings> = {
  pack: (entries, to, owner) => entries.map(([name, bound]) => [name, to.value(bound, owner, name)]),
  unpack: listOf('bindings', ([name, bound], from) => [
    word.unpack(name ?? null, from),
    from.value(bound ?? null),
  ]),
};

export const probes: Codec<Probes> = {
  pack: (entries, to, owner, part) =>
    entries.map(([slot, seen]) => [slot, to.value(seen, owner, `${part}.${slot}`)]),
  unpack: listOf('probes', ([slot, seen], from) => [
    count.unpack(slot ?? null, from),
    from.value(seen ?? null),
  ]),
};

export const error: Codec<RunError> = {
  pack: ({ code, message, fields }, to, owner) => [
    code,
    to.value(message, owner, 'message'),
    record.pack(fields, to, `${owner}.fields`, ''),
  ],
  unpack: (token, from) => {
    if (!Array.isArray(token) || token.length !== 3)
      throw corrupt('an event holds no error where one belongs');
    const [code, message, fields] = token as [Canonical, Canonical, Canonical];
    return {
      code: word.unpack(code, from),
      message: text.unpack(message, from),
      fields: record.unpack(fields, from),
    };
  },
};

export const outcome: Codec<Outcome> = {
  pack: (outcome, to, owner, part) =>
    outcome.success
      ? [record.pack(outcome.outputs, to, '=', '')]
      : error.pack(outcome.error, to, owner, part),
  unpack: (token, from) => {
    if (Array.isArray(token) && token.length === 1) {
      return { success: true, outputs: record.unpack(token[0] as Canonical, from) };
    }
    return { success: false, error: error.unpack(token, from) };
  },
};
