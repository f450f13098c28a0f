import type Database from 'better-sqlite3';
import type { Statement } from 'better-sqlite3';

/** Prepares each statement once. */
export class Statements {
  readonly #db: Database.Database;
  readonly #known = new Map<string, Statement<unknown[]>>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  sql(text: string): Statement<unknown[]> {
    let statement = this.#known.get(text);
    if (statement === undefined) {
      statement = this.#db.prepare(text);
      this.#known.set(text, statement);
    }
    return statement;
  }

  /** The first column of the first row. */
  one(text: string, ...values: unknown[]): unknown {
    return this.sql(text)
      .pluck()
      .get(...values);
  }
}
