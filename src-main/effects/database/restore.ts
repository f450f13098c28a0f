import SqliteDatabase, { type Database } from 'better-sqlite3';
import { type Canonical, isCanonicalObject, tagOf } from '../../../shared/values/canonical.ts';
import { quoteName } from '../../language/sql.ts';
import { type SqliteValue, toSqlite } from './binding.ts';
import { type RowChange, type TableShape, tableShapes } from './capture.ts';

/** The database as it was after the given changes: its image at the start of a run with them applied in order. */
export function restoreImage(start: Uint8Array, changes: Iterable<RowChange>): Uint8Array {
  const db = restoreDatabase(start, changes);
  try {
    return db.serialize();
  } finally {
    db.close();
  }
}

/** The same as an open database in memory, for the caller to close. */
export function restoreDatabase(start: Uint8Array, changes: Iterable<RowChange>): Database {
  const db = new SqliteDatabase(Buffer.from(start));
  try {
    db.defaultSafeIntegers(true);
    db.pragma('foreign_keys = OFF');
    // What triggers did is among the changes.
    const triggers = db
      .prepare<[], { name: string; sql: string }>(
        `SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`,
      )
      .all();
    for (const { name } of triggers) db.exec(`DROP TRIGGER ${quoteName(name)}`);
    const shapes = new Map(tableShapes(db).map((shape) => [shape.name, shape]));
    for (const change of changes) apply(db, shapes.get(change.table) as TableShape, change);
    for (const { sql } of triggers) db.exec(sql);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function apply(db: Database, shape: TableShape, change: RowChange): void {
  const table = quoteName(shape.name);
  if (change.before !== null) {
    const key = shape.key ?? [shape.rowid];
    const where = key
      .map((column) => `${shape.key === null ? column : quoteName(column)} IS ?`)
      .join(' AND ');
    const values =
      shape.key === null ? [change.key] : shape.key.map((column) => columnOf(change.key, column));
    db.prepare(`DELETE FROM ${table} WHERE ${where}`).run(...values.map(unstored));
  }
  if (change.after === null) return;
  const columns = shape.columns.map(quoteName);
  const values = shape.columns.map((column) => unstored(columnOf(change.after, column)));
  if (shape.key === null) {
    columns.unshift(shape.rowid);
    values.unshift(unstored(change.key));
  }
  const slots = columns.map(() => '?').join(', ');
  db.prepare(`INSERT OR REPLACE INTO ${table} (${columns.join(', ')}) VALUES (${slots})`).run(...values);
}

export function columnOf(record: Canonical, column: string): Canonical {
  const tagged = tagOf(record);
  if (tagged?.tag === '$map') {
    const entry = (tagged.payload as readonly (readonly [string, Canonical])[]).find(
      ([key]) => key === column,
    );
    return entry?.[1] ?? null;
  }
  return isCanonicalObject(record) ? (record[column] ?? null) : null;
}

/** The reverse of how changes are recorded: a decimal was a REAL. */
export function unstored(value: Canonical): SqliteValue {
  const tagged = tagOf(value);
  if (tagged?.tag === '$decimal') return Number(tagged.payload);
  return toSqlite(value);
}
