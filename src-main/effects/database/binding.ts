import { type Canonical, tagOf, typeName } from '../../../shared/values/canonical.ts';
import { canonicalInteger } from '../../language/numbers.ts';
import { canonicalRecord } from '../canonical-record.ts';
import { realDecimal } from '../decimal.ts';

export type SqliteValue = null | string | bigint | number | Uint8Array;

/** How a value is bound, or undefined for one that SQLite has no place for (collections). */
export function toSqlite(value: Canonical): SqliteValue | undefined {
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
      return undefined;
  }
}

export function bindProblem(value: Canonical, index: number): string {
  return `parameter ${index + 1}: ${typeName(value)} cannot be stored in a database; take a field of it or join it to a string`;
}

/** A column's value. Undefined: a REAL that is no decimal (infinite, or outside the range). */
export function fromSqlite(value: SqliteValue): Canonical | undefined {
  if (value === null) return null;
  if (typeof value === 'string') return value.toWellFormed();
  if (typeof value === 'bigint') return canonicalInteger(value);
  if (typeof value === 'number') return realDecimal(value);
  return { $bytes: Buffer.from(value).toString('base64') };
}

/** One result row; names of columns that held a REAL are added to `reals`. */
export function rowRecord(
  columns: readonly string[],
  row: readonly SqliteValue[],
  reals: Set<string>,
): Canonical | undefined {
  const entries: [string, Canonical][] = [];
  for (const [index, column] of columns.entries()) {
    const raw = row[index] ?? null;
    if (typeof raw === 'number') reals.add(column);
    const value = fromSqlite(raw);
    if (value === undefined) return undefined;
    entries.push([column, value]);
  }
  return canonicalRecord(entries);
}
