import type { Db } from './database.ts';
import { Queries } from './queries.ts';
import { EventReader } from './reader.ts';
import { generationOf } from './removal.ts';
import { LibrarySearch } from './search.ts';
import { Statements } from './statements.ts';
import { ValueReader } from './value-reader.ts';

/** Everything that reads from one connection, with what it remembers between two questions. */
export class Reading {
  readonly search: LibrarySearch;
  readonly #queries: Queries;
  readonly #events: EventReader;
  readonly #values: ValueReader;
  readonly #statements: Statements;
  #generation = -1;

  constructor(db: Db) {
    this.#statements = new Statements(db);
    const body = db.prepare('SELECT body FROM value WHERE id = ?').pluck();
    const bodies = db.prepare('SELECT id, body FROM value WHERE id BETWEEN ? AND ?').raw();
    this.#values = new ValueReader(
      (id) => body.get(id) as Uint8Array | undefined,
      (first, last) => new Map(bodies.all(first, last) as [id: number, body: Uint8Array][]),
    );
    this.#queries = new Queries(db, this.#values);
    this.#events = new EventReader(db, this.#values);
    this.search = new LibrarySearch(db);
  }

  get queries(): Queries {
    this.#forgetRemoved();
    return this.#queries;
  }

  get events(): EventReader {
    this.#forgetRemoved();
    return this.#events;
  }

  /** Ids of what was removed, here or by another process, may stand for others now. */
  #forgetRemoved(): void {
    const generation = generationOf(this.#statements);
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#values.clear();
    this.#events.clear();
  }
}
