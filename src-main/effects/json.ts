import {
  type Canonical,
  type CanonicalObject,
  isCanonicalObject,
  isTooDeep,
  tagOf,
} from '../../shared/values/canonical.ts';
import { parseJsonText } from '../../shared/values/json-text.ts';
import { readNumber } from '../language/numbers.ts';
import { canonicalRecord } from './canonical-record.ts';

/**
 * A value as JSON that any service reads: numbers exact, timestamps and bytes as strings, sets as lists, entries that are null
 * left out. Maps whose keys are not all strings are lists of pairs.
 */
export function toJson(value: Canonical): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(toJson).join(',')}]`;
  const tagged = tagOf(value);
  if (tagged === undefined) return objectJson(Object.entries(value as CanonicalObject));
  switch (tagged.tag) {
    case '$integer':
    case '$decimal':
      return String(tagged.payload);
    case '$map': {
      const pairs = tagged.payload as readonly (readonly [Canonical, Canonical])[];
      return pairs.every((pair): pair is readonly [string, Canonical] => typeof pair[0] === 'string')
        ? objectJson(pairs)
        : toJson(pairs);
    }
    case '$set':
      return toJson(tagged.payload);
    default:
      return JSON.stringify(tagged.payload);
  }
}

function objectJson(entries: readonly (readonly [string, Canonical])[]): string {
  const present = entries.filter(([, value]) => value !== null);
  return `{${present.map(([key, value]) => `${JSON.stringify(key)}:${toJson(value)}`).join(',')}}`;
}

export interface JsonReading {
  readonly value: Canonical;
  readonly warnings: readonly string[];
}

/** Reads JSON with its numbers as written, or undefined where the text is not JSON, or deeper than values are. */
export function fromJson(text: string): JsonReading | undefined {
  const warnings = new Set<string>();
  try {
    const value = parseJsonText(text, (read, source) => {
      if (typeof read === 'number') return numberOf(source, warnings);
      if (typeof read === 'string') return read.toWellFormed();
      return isCanonicalObject(read as Canonical) ? objectOf(read as CanonicalObject) : read;
    }) as Canonical;
    return isTooDeep(value) ? undefined : { value, warnings: [...warnings] };
  } catch {
    return undefined;
  }
}

/** Objects made here from numbers pass through the reviver only as parts of their parents, never by themselves. */
function objectOf(read: CanonicalObject): Canonical {
  const entries = Object.entries(read).map(([key, value]) => [key.toWellFormed(), value] as const);
  return canonicalRecord(entries);
}

function numberOf(source: string, warnings: Set<string>): Canonical {
  const reading = readNumber(source);
  if (reading !== null && 'value' in reading) return reading.value;
  const exact = /^-?\d+$/.test(source) ? readNumber(`${source}.`) : null;
  if (exact !== null && 'value' in exact) {
    warnings.add('a number is outside the range of integer: taken as a decimal');
    return exact.value;
  }
  warnings.add('a number has more than 34 digits or is out of range: kept as its text');
  return source;
}
