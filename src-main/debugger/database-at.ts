import type { Database } from 'better-sqlite3';
import type { Canonical } from '../../shared/values/canonical.ts';
import type { SqliteValue } from '../effects/database/binding.ts';
import { type RowChange, stored, type TableShape, tableShapes } from '../effects/database/capture.ts';
import { columnOf, restoreDatabase, unstored } from '../effects/database/restore.ts';
import { quoteName } from '../language/sql.ts';

export type Row = readonly Canonical[];

/** One database of one path, rebuilt as it was after some changes; read only. */
export class DatabaseAt {
  readonly shapes: ReadonlyMap<string, TableShape>;
  readonly #db: Database;

  constructor(start: Uint8Array, changes: readonly RowChange[]) {
    this.#db = restoreDatabase(start, changes);
    this.shapes = new Map(tableShapes(this.#db).map((shape) => [shape.name, shape]));
  }

  count(table: string): number {
    return Number(
      this.#db
        .prepare(`SELECT count(*) FROM ${quoteName(table)}`)
        .pluck()
        .get(),
    );
  }

  /** Rows [from, from + count) in the order of their keys. */
  page(
    shape: TableShape,
    from: number,
    count: number,
  ): readonly { readonly key: Canonical; readonly row: Row }[] {
    const rows = this.#db
      .prepare(`${select(shape)} ORDER BY ${keyNames(shape).join(', ')} LIMIT ? OFFSET ?`)
      .raw()
      .all(count, from) as SqliteValue[][];
    return rows.map((values) => rowOf(shape, values));
  }

  /** The row of a key; null where there is none. */
  row(shape: TableShape, key: Canonical): Row | null {
    const where = keyNames(shape).map((name) => `${name} IS ?`);
    const values = shape.key === null ? [key] : shape.key.map((column) => columnOf(key, column));
    const found = this.#db
      .prepare(`${select(shape)} WHERE ${where.join(' AND ')}`)
      .raw()
      .get(...values.map(unstored)) as SqliteValue[] | undefined;
    return found === undefined ? null : rowOf(shape, found).row;
  }

  close(): void {
    this.#db.close();
  }
}

/** A recorded row in the order of the columns. */
export function columnsOf(shape: TableShape, record: Canonical): Row | null {
  return record === null ? null : shape.columns.map((column) => columnOf(record, column));
}

function keyNames(shape: TableShape): readonly string[] {
  return shape.key === null ? [shape.rowid] : shape.key.map(quoteName);
}

function select(shape: TableShape): string {
  const columns = [...(shape.key === null ? [shape.rowid] : []), ...shape.columns.map(quoteName)];
  return `SELECT ${columns.join(', ')} FROM ${quoteName(shape.name)}`;
}

function rowOf(shape: TableShape, values: readonly SqliteValue[]): { key: Canonical; row: Row } {
  const row = values.slice(shape.key === null ? 1 : 0).map(stored);
  if (shape.key === null) return { key: stored(values[0] ?? null), row };
  const key = shape.key.map((column) => [column, row[shape.columns.indexOf(column)] ?? null]);
  return { key: Object.fromEntries(key) as Canonical, row };
}
