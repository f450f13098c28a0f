import type { Database } from 'better-sqlite3';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { quoteName } from '../../language/sql.ts';
import { canonicalRecord } from '../canonical-record.ts';
import type { DatabaseWrite } from '../types.ts';
import { fromSqlite, type SqliteValue } from './binding.ts';

export type RowChange = DatabaseWrite['changes'][number];

/** Names in the temporary schema; statements that mention them are refused. */
export const CAPTURE_PREFIX = 'parallax_capture';

export interface TableShape {
  readonly name: string;
  /** Stored columns, in order. */
  readonly columns: readonly string[];
  /** Columns of the primary key of a table WITHOUT ROWID; null where the row id is the key. */
  readonly key: readonly string[] | null;
  /** A name of the row id that no column hides. */
  readonly rowid: string;
}

/** Every ordinary table of the database. */
export function tableShapes(db: Database): readonly TableShape[] {
  const tables = db
    .prepare<[], { name: string; wr: number }>(
      `SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
    )
    .safeIntegers(false)
    .all();
  return tables.map(({ name, wr }) => {
    const all = db
      .prepare<[string], { name: string; pk: number; hidden: number }>(
        'SELECT name, pk, hidden FROM pragma_table_xinfo(?) ORDER BY cid',
      )
      .safeIntegers(false)
      .all(name);
    const columns = all.filter((column) => column.hidden === 0);
    const key =
      wr === 0
        ? null
        : columns
            .filter((c) => c.pk > 0)
            .sort((a, b) => a.pk - b.pk)
            .map((c) => c.name);
    const taken = new Set(all.map((column) => column.name.toLowerCase()));
    const rowid = ['_rowid_', 'oid', 'rowid'].find((alias) => !taken.has(alias)) ?? '_rowid_';
    return { name, columns: columns.map((column) => column.name), key, rowid };
  });
}

/**
 * Records every changed row, those changed by triggers and cascades included, in a temporary table of this connection.
 * (SQLite's session extension, made for this, is not in the build.)
 */
export class ChangeCapture {
  readonly #db: Database;
  #shapes: readonly TableShape[] = [];
  #schemaVersion = -1;

  constructor(db: Database) {
    this.#db = db;
  }

  /** Follows the schema, which other programs may change. */
  refresh(): void {
    const version = this.#db.pragma('main.schema_version', { simple: true });
    if (Number(version) === this.#schemaVersion) return;
    const old = this.#db
      .prepare<[], string>(`SELECT name FROM temp.sqlite_schema WHERE type = 'trigger'`)
      .pluck()
      .all();
    for (const trigger of old) this.#db.exec(`DROP TRIGGER temp.${quoteName(trigger)}`);
    this.#db.exec(`DROP TABLE IF EXISTS temp.${CAPTURE_PREFIX}`);
    this.#shapes = tableShapes(this.#db);
    const width = Math.max(0, ...this.#shapes.map((shape) => shape.columns.length));
    const slots = Array.from({ length: width }, (_, index) => `c${index}`);
    const columns = ['seq INTEGER PRIMARY KEY', 'tbl', 'op', 'side', 'rid', ...slots];
    this.#db.exec(`CREATE TEMP TABLE ${CAPTURE_PREFIX} (${columns.join(', ')})`);
    for (const [index, shape] of this.#shapes.entries()) this.#db.exec(triggers(shape, index));
    this.#schemaVersion = Number(version);
  }

  /** The changes since the last call, in order. */
  take(): RowChange[] {
    const rows = this.#db
      .prepare(`SELECT * FROM temp.${CAPTURE_PREFIX} ORDER BY seq`)
      .raw()
      .all() as SqliteValue[][];
    if (rows.length === 0) return [];
    this.#db.exec(`DELETE FROM temp.${CAPTURE_PREFIX}`);
    const changes: RowChange[] = [];
    for (let index = 0; index < rows.length; index++) {
      const first = this.#side(rows[index] as SqliteValue[]);
      if (first.op !== 'U') {
        changes.push({
          table: first.table,
          key: first.key,
          before: first.side === 'B' ? first.row : null,
          after: first.side === 'A' ? first.row : null,
        });
        continue;
      }
      // An update is two rows: as it was, then as it is.
      const second = this.#side(rows[++index] as SqliteValue[]);
      if (JSON.stringify(first.key) === JSON.stringify(second.key)) {
        changes.push({ table: first.table, key: first.key, before: first.row, after: second.row });
      } else {
        changes.push({ table: first.table, key: first.key, before: first.row, after: null });
        changes.push({ table: second.table, key: second.key, before: null, after: second.row });
      }
    }
    return changes;
  }

  #side(row: readonly SqliteValue[]) {
    const shape = this.#shapes[Number(row[1])] as TableShape;
    const values = shape.columns.map((column, index) => [column, stored(row[5 + index] ?? null)] as const);
    const key =
      shape.key === null
        ? stored(row[4] ?? null)
        : canonicalRecord(values.filter(([column]) => shape.key?.includes(column)));
    return { table: shape.name, op: row[2], side: row[3], key, row: canonicalRecord(values) };
  }
}

/** As stored: a REAL is a decimal, a TEXT a string, so that the storage class can be told from the value. */
export function stored(value: SqliteValue): Canonical {
  const canonical = fromSqlite(value);
  return canonical !== undefined ? canonical : { $decimal: Number(value) > 0 ? '9E+999' : '-9E+999' };
}

function triggers(shape: TableShape, index: number): string {
  const target = `main.${quoteName(shape.name)}`;
  const insert = (op: string, side: 'A' | 'B') => {
    const row = side === 'A' ? 'NEW' : 'OLD';
    const rid = shape.key === null ? `${row}.${shape.rowid}` : 'NULL';
    const values = shape.columns.map((column) => `${row}.${quoteName(column)}`);
    const slots = shape.columns.map((_, slot) => `c${slot}`);
    return `INSERT INTO ${CAPTURE_PREFIX} (${['tbl', 'op', 'side', 'rid', ...slots].join(', ')}) VALUES (${[index, `'${op}'`, `'${side}'`, rid, ...values].join(', ')});`;
  };
  const trigger = (op: string, event: string, body: string) =>
    `CREATE TEMP TRIGGER ${CAPTURE_PREFIX}_${index}_${op} AFTER ${event} ON ${target} BEGIN ${body} END;`;
  return [
    trigger('I', 'INSERT', insert('I', 'A')),
    trigger('U', 'UPDATE', insert('U', 'B') + insert('U', 'A')),
    trigger('D', 'DELETE', insert('D', 'B')),
  ].join('\n');
}
