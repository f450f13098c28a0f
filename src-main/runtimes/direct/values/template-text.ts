import { BigDecimal } from 'bigdecimal.js';
import { compareCodePoints } from '../../../../shared/values/canonical.ts';
import { sortedElements } from './codec.ts';
import { decimalText } from './decimal.ts';
import { Timestamp } from './timestamp.ts';
import { isArray, MapValue, SetValue, type Value } from './value.ts';

/** A value within the text of a template: strings as they are, everything else as untagged canonical text. */
export function templateText(value: Value): string {
  return typeof value === 'string' ? value : (scalarText(value) ?? nestedText(value));
}

/** Scalars that are no JSON strings; null for the rest. */
function scalarText(value: Value): string | null {
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof BigDecimal) return decimalText(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (value instanceof Timestamp) return value.toString();
  return value instanceof Uint8Array ? Buffer.from(value).toString('base64') : null;
}

function nestedText(value: Value): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Timestamp || value instanceof Uint8Array) return `"${scalarText(value)}"`;
  if (isArray(value)) return `[${value.map(nestedText).join(',')}]`;
  if (value instanceof SetValue) return `[${sortedElements(value).map(nestedText).join(',')}]`;
  if (!(value instanceof MapValue)) return scalarText(value) as string;
  const entries = [...value.entries()];
  if (!entries.every(([key]) => typeof key === 'string')) {
    return `[${entries.map(([key, entry]) => `[${nestedText(key)},${nestedText(entry)}]`).join(',')}]`;
  }
  const sorted = (entries as [string, Value][]).sort((a, b) => compareCodePoints(a[0], b[0]));
  return `{${sorted.map(([key, entry]) => `${JSON.stringify(key)}:${nestedText(entry)}`).join(',')}}`;
}
