import SqliteDatabase, { type Database, type Statement } from 'better-sqlite3';
import { errorText } from '../../../shared/error-text.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { canonicalInteger } from '../../language/numbers.ts';
import { rowRecord, type SqliteValue, toSqlite } from './binding.ts';
import { ChangeCapture, type RowChange } from './capture.ts';
import { analyseStatement, type StatementFacts } from './statement.ts';

/** Where a connection's content comes from: the workspace's file, or an image of it, kept in memory. */
export type DatabaseSource = { readonly file: string } | { readonly image: Uint8Array };

export type StatementResult =
  | {
      readonly ok: true;
      readonly value: Canonical;
      readonly warnings: readonly string[];
      readonly changes: readonly RowChange[];
    }
  | { readonly ok: false; readonly message: string };

/** The language's cap on collections; see docs/language.md, "Limits". */
const MAX_ROWS = 1_048_576;

const MOST_STATEMENTS = 200;
export const SCHEMA_CHANGED = 'the schema changed while the statement was read: run again';

function touchesNoMore(facts: StatementFacts, allowed: StatementFacts): boolean {
  if (facts.refusal !== null || allowed.refusal !== null) return false;
  const { reads, writes } = allowed;
  return (
    facts.reads.every((table) => reads.includes(table)) &&
    facts.writes.every((table) => writes.includes(table))
  );
}

/** One open database. Synchronous; lives in the database process. */
export class DatabaseConnection {
  readonly #db: Database;
  readonly #capture: ChangeCapture;
  readonly #changed: Statement;
  /** As long as the schema stays the same. */
  readonly #statements = new Map<string, { facts: StatementFacts; prepared: Statement | null }>();
  #schemaVersion = -1;

  constructor(source: DatabaseSource) {
    this.#db =
      'file' in source ? new SqliteDatabase(source.file) : new SqliteDatabase(Buffer.from(source.image));
    this.#db.defaultSafeIntegers(true);
    this.#db.pragma('foreign_keys = ON');
    this.#db.pragma('trusted_schema = OFF');
    this.#capture = new ChangeCapture(this.#db);
    this.#changed = this.#db.prepare('SELECT changes()').pluck();
  }

  analyse(sql: string, parameters: number): StatementFacts {
    const version = this.#version();
    if (version !== this.#schemaVersion) {
      this.#statements.clear();
      // EXPLAIN compiles with what this connection last saw of the schema, unlike what runs: this makes it look again.
      this.#db.prepare('SELECT count(*) FROM main.sqlite_schema').get();
    }
    this.#schemaVersion = version;
    const key = `${parameters} ${sql}`;
    const known = this.#statements.get(key);
    if (known !== undefined) return known.facts;
    const facts = analyseStatement(this.#db, sql, parameters);
    if (this.#statements.size >= MOST_STATEMENTS) this.#statements.clear();
    this.#statements.set(key, { facts, prepared: null });
    return facts;
  }

  /** Performs one statement in a transaction of its own; `allowed` are the tables it was found to touch before, and may. */
  perform(
    sql: string,
    parameters: readonly Canonical[],
    wantsRows: boolean,
    allowed: StatementFacts,
  ): StatementResult {
    const bound = parameters.map(toSqlite);
    // Found again, in the same turn: another program may have changed the schema since the capabilities were checked.
    const facts = this.analyse(sql, parameters.length);
    if (facts.refusal !== null) return { ok: false, message: facts.refusal };
    if (!touchesNoMore(facts, allowed)) return { ok: false, message: SCHEMA_CHANGED };
    try {
      const writes = facts.writes.length > 0;
      if (writes) this.#capture.refresh();
      this.#db.exec(writes ? 'BEGIN IMMEDIATE' : 'BEGIN');
      // Reading the version holds the schema as it is until the end of the transaction.
      const result =
        this.#version() === this.#schemaVersion
          ? this.#execute(sql, bound, wantsRows)
          : ({ ok: false, message: SCHEMA_CHANGED } as const);
      const changes = writes ? this.#capture.take() : [];
      this.#db.exec(result.ok ? 'COMMIT' : 'ROLLBACK');
      return result.ok ? { ...result, changes } : result;
    } catch (error) {
      if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
      return { ok: false, message: errorText(error) };
    }
  }

  #execute(sql: string, bound: readonly SqliteValue[], wantsRows: boolean): StatementResult {
    const statement = this.#prepare(sql, bound.length);
    const warnings: string[] = [];
    const rows: Canonical[] = [];
    if (statement.reader) {
      const columns = statement.columns();
      const reals = new Set<string>();
      for (const row of statement.raw().iterate(...bound) as Iterable<SqliteValue[]>) {
        const record = rowRecord(columns, row, reals);
        if (record === undefined) return { ok: false, message: 'a column holds an infinite number' };
        if (rows.push(record) > MAX_ROWS) return { ok: false, message: `more than ${MAX_ROWS} rows` };
      }
      for (const column of reals) {
        warnings.push(
          `column ${column} holds a binary floating point number: taken as the decimal of its shortest text`,
        );
      }
    } else {
      statement.run(...bound);
    }
    const changed = statement.readonly ? 0n : (this.#changed.get() as bigint);
    const value = { rows: wantsRows || statement.reader ? rows : [], changes: canonicalInteger(changed) };
    return { ok: true, value, warnings, changes: [] };
  }

  #version(): number {
    return Number(this.#db.pragma('main.schema_version', { simple: true }));
  }

  #prepare(sql: string, parameters: number): Statement {
    const known = this.#statements.get(`${parameters} ${sql}`);
    if (known === undefined) return this.#db.prepare(sql);
    known.prepared ??= this.#db.prepare(sql);
    return known.prepared;
  }

  /** The content as a rollback-journal database, whatever mode the file is in: an image in WAL mode could not be opened in memory. */
  image(): Uint8Array {
    const image = this.#db.serialize();
    image[18] = 1;
    image[19] = 1;
    return image;
  }

  close(): void {
    this.#db.close();
  }
}
