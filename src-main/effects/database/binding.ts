import { type Canonical, tagOf } from '../../../shared/values/canonical.ts';
import { canonicalInteger, readNumber } from '../../language/numbers.ts';
import { canonicalRecord } from '../canonical-record.ts';
import { realDecimal } from '../decimal.ts';
import { toJson } from '../json.ts';

export type SqliteValue = null | string | bigint | number | Uint8Array;

/** How a value is bound. Collections are bound as JSON, which `json_each` and its kin take apart again. */
export function toSqlite(value: Canonical): SqliteValue {
  if (value === null || typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 1n : 0n;
  if (typeof value === 'number') return BigInt(value);
  const tagged = tagOf(value);
  switch (tagged?.tag) {
    case '$integer':
      return BigInt(String(tagged.payload));
    case '$decimal':
    case '$timestamp':
      return String(tagged.payload);
    case '$bytes':
      return Buffer.from(String(tagged.payload), 'base64');
    default:
      return toJson(value);
  }
}

/** A column's value. Undefined: a REAL that is no decimal (infinite, or outside the range). */
export function fromSqlite(value: SqliteValue): Canonical | undefined {
  if (value === null) return null;
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'bigint') return canonicalInteger(value);
  if (typeof value === 'number') return realDecimal(value);
  return { $bytes: Buffer.from(value).toString('base64') };
}

export interface ResultColumn {
  readonly name: string;
  /** As declared in the table; null for an expression. */
  readonly type: string | null;
}

/**
 * What was bound as text comes back as what it was where the column says so: `DECIMAL TEXT`, `TIMESTAMP TEXT`.
 * (The last word gives such a column SQLite's text affinity: plain `DECIMAL` would make a binary float of the text.)
 */
function typedText(text: string, type: string | null): Canonical {
  const declared = type?.trim().toUpperCase().split(/\s+/);
  if (declared?.length !== 2 || declared[1] !== 'TEXT') return text;
  if (declared[0] === 'DECIMAL') {
    const reading = readNumber(/[.eE]/.test(text) ? text : `${text}.`);
    return reading !== null && 'value' in reading ? reading.value : text;
  }
  return declared[0] === 'TIMESTAMP' && TIMESTAMP.test(text) ? { $timestamp: text } : text;
}

const TIMESTAMP = /^(?!0000)\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;

/** One result row; names of columns that held a REAL are added to `reals`. Undefined: a column holds no decimal. */
export function rowRecord(
  columns: readonly ResultColumn[],
  row: readonly SqliteValue[],
  reals: Set<string>,
): Canonical | undefined {
  const entries: [string, Canonical][] = [];
  for (const [index, { name, type }] of columns.entries()) {
    const raw = row[index] ?? null;
    if (typeof raw === 'number') reals.add(name);
    const value = typeof raw === 'string' ? typedText(raw.toWellFormed(), type) : fromSqlite(raw);
    if (value === undefined) return undefined;
    entries.push([name, value]);
  }
  return canonicalRecord(entries);
}
