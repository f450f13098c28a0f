import { existsSync, statSync } from 'node:fs';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { connect, type Db, prepare, release, type SetAside } from './database.ts';
import { asStoreError, StoreError } from './errors.ts';
import { TraceLibrary } from './library.ts';
import type { Answer, Pending, Request, SharedWriter } from './messages.ts';
import type { Queries } from './queries.ts';
import type { EventReader, TraceRow } from './reader.ts';
import { Reading } from './reading.ts';
import type { ComparisonStart, TraceStart, TraceStore, TraceWriter } from './types.ts';
import { findVisit } from './visit.ts';
import { StoreWriter } from './writer.ts';
import { startWriting } from './writing-thread.ts';

export interface StoreOptions {
  readonly file: string;
  /** Told once when writing fails; everything asked of the store later is refused with the same error. */
  readonly onError: (error: StoreError) => void;
  /**
   * Told when the disk is full, and null when there is room again. Until then what comes is kept in memory, with a limit, and is
   * in every backup. Absent: a full disk is a failure.
   */
  readonly onFull?: (error: StoreError | null) => void;
  readonly now?: () => number;
  /** Pages of 4 KB that the file may have at most. */
  readonly maxPages?: number;
}

/** A store with its library: what is asked of all comparisons, and done to them. */
export interface LibraryStore extends TraceStore {
  readonly library: TraceLibrary;
  /** Set while the disk is full: what is recorded since is in memory only. Closing gives it up. */
  readonly full: StoreError | null;
  /** A way to record for another thread: see `connectWriter`. */
  share(): SharedWriter;
  /** What others kept to be recorded later and did not live to record: it is this process's now. */
  adoptPending(): Promise<readonly Pending[]>;
  /** What `record` writes, without waiting, is on disk together, and what was kept of it is no more; or none of it. */
  recordKept(name: string, record: () => void): Promise<void>;
}

export type Opened =
  | { readonly ok: true; readonly store: LibraryStore; readonly setAside: SetAside | null }
  | { readonly ok: false; readonly error: StoreError };

/**
 * Opens the workspace's store, makes it where there is none, sets it aside where it is corrupt.
 * Resolves when the writing thread is ready: what is recorded from then on is on disk within moments.
 */
export async function openTraceStore(options: StoreOptions): Promise<Opened> {
  try {
    const { session, setAside } = prepare(options.file, options.now ?? Date.now);
    const store = new SqliteTraceStore(options, session);
    await store.ready();
    return { ok: true, store, setAside };
  } catch (error) {
    return { ok: false, error: asStoreError(error) };
  }
}

/** More traces than one thread records. */
const HANDLES = 2 ** 40;

class SqliteTraceStore implements LibraryStore {
  readonly library: TraceLibrary;
  readonly #file: string;
  readonly #onError: (error: StoreError) => void;
  readonly #onFull: (error: StoreError | null) => void;
  readonly #session: number;
  readonly #port: MessagePort;
  readonly #db: Db;
  readonly #reading: Reading;
  readonly #writer: StoreWriter;
  /** Begun here: they may not be readable yet. */
  readonly #comparisons = new Set<string>();
  readonly #gone: Promise<void>;
  #opened = false;
  #shares = 0;
  #full: StoreError | null = null;
  #closing: Promise<void> | undefined;

  constructor(options: StoreOptions, session: number) {
    const { file, onError, onFull, maxPages = 0, now = Date.now } = options;
    this.#file = file;
    this.#onError = onError;
    this.#onFull = onFull ?? (() => undefined);
    this.#session = session;
    this.#db = connect(file, { readonly: true });
    this.#reading = new Reading(this.#db);
    this.library = new TraceLibrary({
      file,
      db: this.#db,
      reading: this.#reading,
      now,
      command: (command) => this.#writer.command(command),
    });
    const start = { file, session, maxPages, hold: onFull !== undefined };
    this.#port = startWriting(start, (error) => this.#fail(error));
    this.#writer = new StoreWriter((request) => this.#port.postMessage(request), 0);
    this.#port.on('message', (answer: Answer) => this.#answered(answer));
    this.#gone = new Promise((resolve) => {
      this.#port.on('close', () => {
        this.#fail(new StoreError('store_closed', 'The trace store is closed.'), this.#closing === undefined);
        resolve();
      });
    });
  }

  get #queries(): Queries {
    return this.#reading.queries;
  }

  get #events(): EventReader {
    return this.#reading.events;
  }

  get full(): StoreError | null {
    return this.#full;
  }

  #setFull(full: StoreError | null): void {
    this.#full = full;
    this.#onFull(full);
  }

  #answered(answer: Answer): void {
    if (answer.type === 'full' || answer.type === 'room') {
      this.#setFull(answer.type === 'full' ? new StoreError('store_full', answer.message) : null);
      return;
    }
    if (answer.type === 'failed') this.#fail(new StoreError(answer.code, answer.message));
    this.#writer.answered(answer);
  }

  #fail(error: StoreError, tell = true): void {
    const first = this.#writer.failed === undefined;
    this.#writer.fail(error);
    if (first && tell && this.#opened) this.#onError(error);
  }

  /** A store that cannot even begin to write is closed again: it is refused, not handed out. */
  async ready(): Promise<void> {
    try {
      await this.flush();
    } catch (error) {
      await this.close();
      throw error;
    }
    this.#opened = true;
  }

  startComparison(start: ComparisonStart): void {
    this.#comparisons.add(start.id);
    this.#writer.startComparison(start);
  }

  finishComparison(id: string, result: Parameters<TraceStore['finishComparison']>[1]): Promise<void> {
    if (!this.#comparisons.has(id) && this.#queries.comparison(id) === undefined) {
      return Promise.reject(
        new StoreError('comparison_unknown', `There is no comparison ${id} in the store.`),
      );
    }
    this.#comparisons.delete(id);
    return this.#writer.finishComparison(id, result);
  }

  startTrace(start: TraceStart): TraceWriter {
    return this.#writer.startTrace(start);
  }

  putBlob(kind: 'database', hash: string, bytes: Uint8Array): void {
    this.#writer.putBlob(kind, hash, bytes);
  }

  attach(trace: string, name: string, document: unknown): void {
    this.#writer.attach(trace, name, document);
  }

  flush(): Promise<void> {
    return this.#writer.ask([]);
  }

  share(): SharedWriter {
    const { port1, port2 } = new MessageChannel();
    this.#port.postMessage({ jobs: [], from: port1 } satisfies Request, [port1]);
    return { port: port2, firstHandle: ++this.#shares * HANDLES };
  }

  adoptPending(): Promise<readonly Pending[]> {
    return this.#writer.command({ type: 'adopt' });
  }

  recordKept(name: string, record: () => void): Promise<void> {
    return this.#writer.recordKept(name, record);
  }

  comparisons(query: Parameters<TraceStore['comparisons']>[0]) {
    return this.#queries.comparisons(query);
  }

  comparison(id: string) {
    return this.#queries.comparison(id);
  }

  trace(id: string) {
    return this.#queries.trace(id);
  }

  inputs(trace: string) {
    const inputs = this.#queries.inputs(trace);
    if (inputs === undefined) throw unknownTrace(trace);
    return inputs;
  }

  source(hash: string) {
    return this.#queries.source(hash);
  }

  divergences(comparison: string) {
    return this.#queries.divergences(comparison);
  }

  events(trace: string, from: number, count: number) {
    return this.#events.events(this.#row(trace), from, count);
  }

  visit(trace: string, step: string, occ: string) {
    const row = this.#row(trace);
    const firsts = findVisit(this.#queries.visits(row, step), this.#queries.lastChunk(row), step, occ);
    return this.#events.range(row, firsts, step, occ);
  }

  windows(trace: string, steps: ReadonlySet<string>) {
    const row = this.#row(trace);
    const firsts = new Set<number>();
    for (const step of steps) for (const { first } of this.#queries.visits(row, step)) firsts.add(first);
    // While a chunk grows it is in no index.
    const last = this.#queries.lastChunk(row);
    if (last !== undefined) firsts.add(last);
    return [...firsts].sort((a, b) => a - b).map((first) => ({ first, count: row.chunkEvents }));
  }

  violations(trace: string) {
    return this.#queries
      .marks(trace)
      .filter(({ kind }) => kind === 'violation')
      .map(({ event }) => event);
  }

  effects(trace: string) {
    return this.#queries
      .marks(trace)
      .flatMap(({ event, kind }) => (kind === 'violation' ? [] : [{ event, type: kind }]));
  }

  #row(trace: string): TraceRow {
    const row = this.#queries.place(trace);
    if (row === undefined) throw unknownTrace(trace);
    return row;
  }

  blob(hash: string) {
    return this.#queries.blob(hash);
  }

  attachment(trace: string, name: string) {
    return this.#queries.attachment(trace, name);
  }

  statistics() {
    const bytes = ['', '-wal'].reduce(
      (sum, part) => sum + (existsSync(this.#file + part) ? statSync(this.#file + part).size : 0),
      0,
    );
    return { bytes, ...this.#queries.counts() };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    // The writing connection goes last: it brings the log into the file and removes it.
    this.#db.close();
    if (this.#full !== null) this.#fail(this.#full, false);
    try {
      if (this.#writer.failed === undefined) await this.#writer.ask([{ type: 'close' }]);
    } finally {
      if (this.#writer.failed !== undefined)
        this.#port.postMessage({ jobs: [], giveUp: true } satisfies Request);
      await this.#gone;
      release(this.#session);
    }
  }
}

function unknownTrace(trace: string): StoreError {
  return new StoreError('trace_unknown', `There is no trace ${trace} in the store.`);
}
