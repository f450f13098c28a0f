import type Database from 'better-sqlite3';
import { ChunkState, DOCUMENT, decodePart, emptyColumns, unpack } from './chunk.ts';
import { bumpGeneration } from './removal.ts';
import { Statements } from './statements.ts';
import { partsOf } from './value-reader.ts';

export interface Swept {
  readonly values: number;
  readonly sources: number;
  readonly blobs: number;
}

/** Ids of any size, cheap where they are many and close together. */
class IdSet {
  readonly #pages = new Map<number, Uint8Array>();

  add(id: number): void {
    const page = Math.floor(id / 8192);
    let bytes = this.#pages.get(page);
    if (bytes === undefined) {
      bytes = new Uint8Array(8192);
      this.#pages.set(page, bytes);
    }
    bytes[id - page * 8192] = 1;
  }

  has(id: number): boolean {
    const page = Math.floor(id / 8192);
    return this.#pages.get(page)?.[id - page * 8192] === 1;
  }
}

/**
 * Takes out values, sources and database images that nothing refers to any more. Marks first, from everything that
 * refers to values, then sweeps, in the one transaction that the caller has begun: nobody can begin to refer to one in
 * between. A store in which something cannot be read is left as it is.
 */
export function sweep(db: Database.Database): Swept {
  const statements = new Statements(db);
  const live = new IdSet();
  const mark = (id: number | null) => {
    if (id !== null && id > 0) live.add(id);
  };
  for (const id of statements.sql('SELECT inputs FROM comparison').pluck().iterate()) mark(id as number);
  for (const row of statements.sql('SELECT inputs, ended FROM trace').raw().iterate())
    for (const id of row as (number | null)[]) mark(id);
  markChunks(statements, mark);
  // Parts have smaller ids than what they are parts of: one pass from the greatest down reaches all.
  const dead: number[] = [];
  for (const row of statements.sql('SELECT id, body FROM value ORDER BY id DESC').raw().iterate()) {
    const [id, body] = row as [number, Uint8Array];
    if (live.has(id)) for (const part of partsOf(body)) mark(part);
    else dead.push(id);
  }
  const forget = statements.sql('DELETE FROM value WHERE id = ?');
  for (const id of dead) forget.run(id);
  const sources = statements
    .sql('DELETE FROM source WHERE id NOT IN (SELECT source FROM trace_source)')
    .run().changes;
  const blobs = sweepBlobs(statements);
  statements.sql("UPDATE library_state SET value = 0 WHERE name = 'unswept'").run();
  bumpGeneration(db);
  return { values: dead.length, sources, blobs };
}

function markChunks(statements: Statements, mark: (id: number) => void): void {
  let trace = -1;
  let columns = emptyColumns();
  let state = new ChunkState();
  let next = 0;
  const chunks = statements.sql(
    `SELECT chunk.trace, first, chunk_events, chunk.body FROM chunk JOIN trace ON trace.id = chunk.trace ORDER BY chunk.trace, first`,
  );
  for (const row of chunks.raw().iterate()) {
    const [of, first, size, body] = row as [number, number, number, Uint8Array];
    // A part goes on where the one before it ended; a chunk begins anew.
    if (of !== trace || first % size === 0 || first !== next) {
      trace = of;
      columns = emptyColumns();
      state = new ChunkState();
    }
    const before = columns.refs.length;
    const events = columns.kinds.length;
    decodePart(body, columns, state);
    next = first + columns.kinds.length - events;
    for (const ref of columns.refs.slice(before)) mark(ref);
  }
}

/** An image is named by its hash in the documents of each trace that began with it. */
function sweepBlobs(statements: Statements): number {
  // A trace that is being recorded may have put one that its document will name only later.
  if (statements.one('SELECT 1 FROM trace WHERE ended IS NULL LIMIT 1') !== undefined) return 0;
  const dead = new Set(statements.sql('SELECT hash FROM blob').pluck().all() as string[]);
  if (dead.size === 0) return 0;
  for (const body of statements.sql('SELECT body FROM attachment').pluck().iterate()) {
    const text = unpack(DOCUMENT, body as Uint8Array).toString();
    for (const [hash] of text.matchAll(/[0-9a-f]{64}/g)) dead.delete(hash);
  }
  const forget = statements.sql('DELETE FROM blob WHERE hash = ?');
  for (const hash of dead) forget.run(hash);
  return dead.size;
}
