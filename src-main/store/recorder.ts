import { ChunkState, type Columns, DOCUMENT, encodePart, pack } from './chunk.ts';
import type { Db } from './database.ts';
import { LibraryIndex } from './library-index.ts';
import type { Job } from './messages.ts';
import { lengths, marked, newChunk, type OpenTrace } from './open-trace.ts';
import type { Batch } from './packer.ts';
import { generationOf } from './removal.ts';
import { Statements } from './statements.ts';
import { putText } from './values.ts';
import type { Judged } from './verdict.ts';

const CACHE_LIMIT = 50_000;
/** Documents that are remembered, and the characters that one of them may have. */
const DOCUMENTS = 16;
const DOCUMENT_LIMIT = 4096;

/** Writes jobs into the database. Lives on the writing thread, owns its connection; every run() is one transaction. */
export class Recorder {
  readonly #session: number;
  readonly #statements: Statements;
  readonly #library: LibraryIndex;
  /** Comparisons whose entry in the library is to be written anew. */
  readonly #changed = new Set<string>();
  readonly #judged = new Map<string, Judged>();
  /** Of the removals that the remembered ids have seen. */
  #generation = -1;
  readonly #traces: Map<number, OpenTrace>;
  readonly #words = new Map<string, number>();
  readonly #values = new Map<string, number>();
  /** Of this transaction: a comparison and its traces have the same inputs, and the library asks for some again. */
  readonly #ids = new Map<string, number>();
  readonly #texts = new Map<number, string>();
  /** The last documents that were packed: those of many traces are the same. */
  readonly #documents = new Map<string, Buffer>();
  readonly #run: (jobs: readonly Job[]) => void;

  constructor(db: Db, session: number, traces = new Map<number, OpenTrace>()) {
    this.#session = session;
    this.#traces = traces;
    this.#statements = new Statements(db);
    this.#library = new LibraryIndex(db);
    const transaction = db.transaction((jobs: readonly Job[]) => this.#writeAll(jobs));
    this.#run = (jobs) => transaction.immediate(jobs);
  }

  /** Writes all of them, or throws and is as before: they can be run again. */
  run(jobs: readonly Job[]): void {
    const undo = this.#marked();
    try {
      this.#run(jobs);
    } catch (error) {
      undo();
      throw error;
    }
  }

  /** Writes the jobs into a copy of the database that was just made, as if they had never been run here. */
  runOnCopy(copy: Db, jobs: readonly Job[]): void {
    const undo = this.#marked();
    try {
      new Recorder(copy, this.#session, this.#traces).run(jobs);
    } finally {
      undo();
    }
  }

  #marked(): () => void {
    const traces = [...this.#traces].map(([handle, trace]) => ({ handle, trace, undo: marked(trace) }));
    return () => {
      this.#traces.clear();
      for (const { handle, trace, undo } of traces) {
        undo();
        this.#traces.set(handle, trace);
      }
      // What was given an id has it no more.
      this.#changed.clear();
      this.#judged.clear();
      this.#words.clear();
      this.#values.clear();
      this.#forgetTexts();
    };
  }

  #writeAll(jobs: readonly Job[]): void {
    this.#forgetRemoved();
    const grown = new Set<OpenTrace>();
    for (const job of jobs) {
      if (job.type !== 'events') this.#write(job);
      else grown.add(this.#append(job.handle, job.batch));
    }
    for (const trace of grown) {
      this.#writePart(trace);
      this.#sql('UPDATE trace SET events = ?, duration_us = ? WHERE id = ?').run(
        trace.events,
        trace.duration,
        trace.row,
      );
    }
    for (const comparison of this.#changed)
      this.#library.refresh(comparison, this.#session, this.#texts, this.#judged.get(comparison));
    this.#changed.clear();
    this.#judged.clear();
    this.#forgetTexts();
  }

  #forgetTexts(): void {
    this.#ids.clear();
    this.#texts.clear();
  }

  /** This process or another one may have taken values out since the last transaction: their ids mean nothing any more. */
  #forgetRemoved(): void {
    const generation = generationOf(this.#statements);
    if (generation === this.#generation) return;
    this.#generation = generation;
    this.#values.clear();
  }

  #write(job: Exclude<Job, { type: 'events' }>): void {
    switch (job.type) {
      case 'comparison':
        this.#sql(
          'INSERT INTO comparison (name, node, hash, effects, inputs, started_at) VALUES (?, ?, ?, ?, ?, ?)',
        ).run(
          job.start.id,
          this.#word(job.start.node),
          this.#word(job.start.hash),
          this.#word(job.start.effects),
          this.#value(job.inputs),
          job.start.startedAt,
        );
        this.#changed.add(job.start.id);
        return;
      case 'finish':
        this.#finish(job);
        return;
      case 'trace':
        this.#begin(job);
        return;
      case 'end':
        this.#end(job);
        return;
      case 'blob':
        this.#sql('INSERT INTO blob (hash, kind, body) VALUES (?, ?, ?) ON CONFLICT (hash) DO NOTHING').run(
          job.hash,
          job.kind,
          pack(DOCUMENT, job.bytes),
        );
        return;
      case 'attach':
        this.#sql('INSERT OR REPLACE INTO attachment (trace, name, body) VALUES (?, ?, ?)').run(
          job.trace,
          job.name,
          this.#packed(job.document),
        );
        return;
      case 'keep':
        this.#sql('INSERT INTO pending (session, name, body) VALUES (?, ?, ?)').run(
          this.#session,
          job.name,
          job.body,
        );
        return;
      case 'recorded':
        this.#sql('DELETE FROM pending WHERE name = ?').run(job.name);
        return;
      case 'close':
        this.#sql('DELETE FROM session WHERE id = ?').run(this.#session);
        return;
    }
  }

  #finish(job: Extract<Job, { type: 'finish' }>): void {
    const row = this.#sql('UPDATE comparison SET diverged = ? WHERE name = ? RETURNING id')
      .pluck()
      .get(job.diverged ? 1 : 0, job.comparison);
    if (row === undefined) throw new Error(`comparison ${job.comparison} was not begun`);
    this.#sql('DELETE FROM divergence WHERE comparison = ?').run(row);
    for (const [i, divergence] of job.divergences.entries()) {
      this.#sql('INSERT INTO divergence (comparison, position, document) VALUES (?, ?, ?)').run(
        row,
        i,
        JSON.stringify(divergence),
      );
    }
    this.#changed.add(job.comparison);
    if (job.judged) this.#judged.set(job.comparison, job.judged);
  }

  #begin({ handle, start, inputs, chunkEvents }: Extract<Job, { type: 'trace' }>): void {
    const { lastInsertRowid } = this.#sql(
      `INSERT INTO trace (name, comparison, session, path, node, hash, runtime, inputs, started_at, clock_scale, chunk_events)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    ).run(
      start.id,
      start.comparison,
      this.#session,
      start.path,
      this.#word(start.node),
      this.#word(start.hash),
      this.#word(start.runtime),
      this.#value(inputs),
      start.startedAt,
      start.clockScale,
      chunkEvents,
    );
    const row = Number(lastInsertRowid);
    for (const source of start.sources) {
      let id = this.#sql('SELECT id FROM source WHERE hash = ?').pluck().get(source.hash);
      id ??= this.#sql('INSERT INTO source (hash, node, file, body) VALUES (?, ?, ?, ?)').run(
        source.hash,
        source.node,
        source.file,
        pack(DOCUMENT, Buffer.from(source.text)),
      ).lastInsertRowid;
      this.#sql('INSERT OR IGNORE INTO trace_source (trace, source) VALUES (?, ?)').run(row, id);
    }
    this.#changed.add(start.comparison);
    this.#traces.set(handle, {
      row,
      comparison: start.comparison,
      chunkEvents,
      steps: [],
      chunk: newChunk(0),
      events: 0,
      duration: 0,
    });
  }

  #append(handle: number, batch: Batch): OpenTrace {
    const trace = this.#trace(handle);
    for (const step of batch.steps) trace.steps.push(this.#word(step));
    const { columns } = trace.chunk;
    for (let i = 0; i < batch.count; i++) {
      columns.kinds.push(batch.columns[4 * i] as number);
      columns.steps.push(trace.steps[batch.columns[4 * i + 1] as number] as number);
      columns.occs.push(batch.columns[4 * i + 2] as number);
      columns.times.push(batch.columns[4 * i + 3] as number);
    }
    columns.names.push(...batch.occs);
    for (const text of batch.large) {
      if (text.startsWith('=')) columns.refs.push(this.#value(text.slice(1)));
      columns.large.push(text.startsWith('=') ? '' : text.slice(1));
    }
    columns.bodies.push(batch.bodies.slice(0, -1));
    for (const mark of batch.marks) {
      this.#sql('INSERT INTO mark (trace, event, kind) VALUES (?, ?, ?)').run(
        trace.row,
        mark.event,
        mark.kind,
      );
    }
    trace.events += batch.count;
    trace.duration = Math.max(trace.duration, columns.times.at(-1) ?? 0);
    if (columns.kinds.length >= trace.chunkEvents) this.#seal(trace);
    return trace;
  }

  /** Writes what came since the last part as one more part: a full chunk will take their place. */
  #writePart(trace: OpenTrace): void {
    const { chunk } = trace;
    const { columns, written } = chunk;
    const count = columns.kinds.length - written.kinds;
    if (count === 0) return;
    const part: Columns = {
      kinds: columns.kinds.slice(written.kinds),
      steps: columns.steps.slice(written.steps),
      occs: columns.occs.slice(written.occs),
      times: columns.times.slice(written.times),
      names: columns.names.slice(written.names),
      large: columns.large.slice(written.large),
      refs: columns.refs.slice(written.refs),
      bodies: columns.bodies.slice(written.bodies),
    };
    this.#insertChunk(trace.row, chunk.first + written.kinds, count, encodePart(part, chunk.state));
    chunk.written = lengths(columns);
    chunk.parts++;
  }

  /** One chunk in place of its parts, and its line in the index of steps. */
  #seal(trace: OpenTrace): void {
    const { chunk } = trace;
    const count = chunk.columns.kinds.length;
    if (count === 0) return;
    if (chunk.parts > 0) {
      this.#sql('DELETE FROM chunk WHERE trace = ? AND first >= ?').run(trace.row, chunk.first);
    }
    this.#insertChunk(trace.row, chunk.first, count, encodePart(chunk.columns, new ChunkState()));
    const seen = new Set<number>();
    for (const [i, step] of chunk.columns.steps.entries()) {
      if (seen.has(step)) continue;
      seen.add(step);
      this.#sql('INSERT INTO visit (trace, step, first, occ) VALUES (?, ?, ?, ?)').run(
        trace.row,
        step,
        chunk.first,
        chunk.columns.names[chunk.columns.occs[i] as number],
      );
    }
    trace.chunk = newChunk(chunk.first + count);
  }

  #insertChunk(trace: number, first: number, count: number, body: Buffer): void {
    this.#sql('INSERT INTO chunk (trace, first, count, body) VALUES (?, ?, ?, ?)').run(
      trace,
      first,
      count,
      body,
    );
  }

  #end({ handle, end }: Extract<Job, { type: 'end' }>): void {
    const trace = this.#trace(handle);
    this.#seal(trace);
    this.#sql('UPDATE trace SET ended = ? WHERE id = ?').run(
      end.kind === 'interrupted' ? 0 : this.#value(JSON.stringify(end)),
      trace.row,
    );
    this.#changed.add(trace.comparison);
    this.#traces.delete(handle);
  }

  #trace(handle: number): OpenTrace {
    const trace = this.#traces.get(handle);
    if (trace === undefined) throw new Error(`trace ${handle} is not being recorded`);
    return trace;
  }

  #word(text: string): number {
    const known = this.#words.get(text);
    if (known !== undefined) return known;
    let id = this.#sql('SELECT id FROM word WHERE text = ?').pluck().get(text) as number | undefined;
    id ??= Number(this.#sql('INSERT INTO word (text) VALUES (?)').run(text).lastInsertRowid);
    return remember(this.#words, text, id);
  }

  #packed(document: string): Buffer {
    const known = this.#documents.get(document);
    if (known !== undefined) return known;
    const packed = pack(DOCUMENT, Buffer.from(document));
    if (document.length > DOCUMENT_LIMIT) return packed;
    if (this.#documents.size >= DOCUMENTS) this.#documents.clear();
    this.#documents.set(document, packed);
    return packed;
  }

  #value(text: string): number {
    const known = this.#ids.get(text);
    if (known !== undefined) return known;
    const id = this.#put(text);
    this.#ids.set(text, id);
    this.#texts.set(id, text);
    return id;
  }

  #put(text: string): number {
    return putText(text, {
      put: (hash, body) => {
        const key = hash.toString('latin1');
        const known = this.#values.get(key);
        if (known !== undefined) return known;
        let id = this.#sql('SELECT id FROM value WHERE hash = ?').pluck().get(hash) as number | undefined;
        id ??= Number(
          this.#sql('INSERT INTO value (hash, body) VALUES (?, ?)').run(hash, body()).lastInsertRowid,
        );
        return remember(this.#values, key, id);
      },
    });
  }

  #sql(text: string) {
    return this.#statements.sql(text);
  }
}

function remember(cache: Map<string, number>, key: string, id: number): number {
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(key, id);
  return id;
}
