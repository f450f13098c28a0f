import { existsSync, statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { connect, type Db, prepare, release, type SetAside } from './database.ts';
import { asStoreError, StoreError } from './errors.ts';
import { TraceLibrary } from './library.ts';
import type { Answer, Command, CommandResults, Job, Request, WorkerStart } from './messages.ts';
import { CHUNK_EVENTS, Packer } from './packer.ts';
import type { Queries } from './queries.ts';
import type { EventReader, TraceRow } from './reader.ts';
import { Reading } from './reading.ts';
import type { ComparisonStart, TraceEnd, TraceStart, TraceStore, TraceWriter } from './types.ts';
import { findVisit } from './visit.ts';

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

/** Events are posted when so many wait, or when the current turn of the event loop is over. */
const POST_EVENTS = 128;

interface Recording {
  readonly handle: number;
  readonly packer: Packer;
}

/** Jobs that one message holds at most. */
const TOGETHER = 8;

class SqliteTraceStore implements LibraryStore {
  readonly library: TraceLibrary;
  readonly #file: string;
  readonly #onError: (error: StoreError) => void;
  readonly #onFull: (error: StoreError | null) => void;
  readonly #session: number;
  readonly #worker: Worker;
  readonly #db: Db;
  readonly #reading: Reading;
  readonly #waiting = new Map<
    number,
    { readonly resolve: (result: unknown) => void; readonly reject: (error: Error) => void }
  >();
  readonly #unposted = new Set<Recording>();
  /** Begun here: they may not be readable yet. */
  readonly #comparisons = new Set<string>();
  readonly #gone: Promise<void>;
  #jobs: Job[] = [];
  #handles = 0;
  #opened = false;
  #replies = 0;
  #failed: StoreError | undefined;
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
      command: this.#command.bind(this),
    });
    const workerData: WorkerStart = { file, session, maxPages, hold: onFull !== undefined };
    this.#worker = new Worker(new URL('./worker.ts', import.meta.url), { workerData });
    this.#worker.on('message', (answer: Answer) => this.#answered(answer));
    this.#worker.on('error', (error) => this.#fail(asStoreError(error)));
    this.#gone = new Promise((resolve) => {
      this.#worker.on('exit', () => {
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
    if (answer.reply === undefined) return;
    const waiting = this.#waiting.get(answer.reply);
    this.#waiting.delete(answer.reply);
    if (answer.type === 'done') waiting?.resolve(undefined);
    else if (answer.type === 'result') waiting?.resolve(answer.result);
    else if (answer.type === 'refused') waiting?.reject(new StoreError(answer.code, answer.message));
    else waiting?.reject(this.#failed ?? new StoreError(answer.code, answer.message));
  }

  /** Everything that waits and everything asked later is refused. */
  #fail(error: StoreError, tell = true): void {
    if (this.#failed === undefined) {
      this.#failed = error;
      if (tell && this.#opened) this.#onError(error);
    }
    for (const { reject } of this.#waiting.values()) reject(this.#failed);
    this.#waiting.clear();
    this.#unposted.clear();
  }

  /** Jobs of one moment go in one message: each message costs the worker and us as much as a small job. */
  #post(job: Job): void {
    if (this.#failed !== undefined) return;
    if (this.#jobs.length === 0) queueMicrotask(() => this.#postJobs());
    // Of a long moment the worker does the beginning while the rest comes.
    if (this.#jobs.push(job) >= TOGETHER) this.#postJobs();
  }

  #postJobs(): void {
    const jobs = this.#jobs;
    this.#jobs = [];
    if (jobs.length > 0 && this.#failed === undefined) this.#worker.postMessage({ jobs } satisfies Request);
  }

  /** Resolves when the jobs, and all before them, are on disk. */
  async #ask(jobs: readonly Job[]): Promise<void> {
    await this.#request({ jobs });
  }

  async #command<T extends Command['type']>(
    command: Extract<Command, { readonly type: T }>,
  ): Promise<CommandResults[T]> {
    return (await this.#request({ jobs: [], command: command as Command })) as CommandResults[T];
  }

  #request(request: Omit<Request, 'reply'>): Promise<unknown> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    this.#postEvents();
    const reply = this.#replies++;
    const jobs = [...this.#jobs, ...request.jobs];
    this.#jobs = [];
    return new Promise((resolve, reject) => {
      this.#waiting.set(reply, { resolve, reject });
      // A command comes alone: what was posted before it is done first.
      if (request.command !== undefined && jobs.length > 0)
        this.#worker.postMessage({ jobs } satisfies Request);
      const own = request.command === undefined ? jobs : [];
      this.#worker.postMessage({ ...request, jobs: own, reply } satisfies Request);
    });
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

  #postEvents(): void {
    for (const recording of this.#unposted) this.#postBatch(recording);
    this.#unposted.clear();
  }

  #postBatch({ handle, packer }: Recording): void {
    if (packer.waiting > 0) this.#post({ type: 'events', handle, batch: packer.take() });
  }

  startComparison({ inputs, ...start }: ComparisonStart): void {
    this.#comparisons.add(start.id);
    this.#post({ type: 'comparison', start, inputs: JSON.stringify(inputs) });
  }

  finishComparison(id: string, result: Parameters<TraceStore['finishComparison']>[1]): Promise<void> {
    if (!this.#comparisons.has(id) && this.#queries.comparison(id) === undefined) {
      return Promise.reject(
        new StoreError('comparison_unknown', `There is no comparison ${id} in the store.`),
      );
    }
    this.#comparisons.delete(id);
    return this.#ask([{ type: 'finish', comparison: id, ...result }]);
  }

  startTrace({ inputs, ...start }: TraceStart): TraceWriter {
    const handle = this.#handles++;
    const recording: Recording = { handle, packer: new Packer() };
    this.#post({ type: 'trace', handle, start, inputs: JSON.stringify(inputs), chunkEvents: CHUNK_EVENTS });
    return {
      append: (events) => {
        if (this.#failed !== undefined) return;
        for (const event of events) {
          if (recording.packer.add(event) || recording.packer.waiting >= POST_EVENTS)
            this.#postBatch(recording);
        }
        if (recording.packer.waiting === 0) return;
        if (this.#unposted.size === 0) setImmediate(() => this.#postEvents());
        this.#unposted.add(recording);
      },
      close: (end: TraceEnd) => this.#ask([{ type: 'end', handle, end }]),
    };
  }

  putBlob(kind: 'database', hash: string, bytes: Uint8Array): void {
    this.#post({ type: 'blob', kind, hash, bytes });
  }

  attach(trace: string, name: string, document: unknown): void {
    this.#post({ type: 'attach', trace, name, document: JSON.stringify(document) });
  }

  flush(): Promise<void> {
    return this.#ask([]);
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
      if (this.#failed === undefined) await this.#ask([{ type: 'close' }]);
    } finally {
      await (this.#failed === undefined ? this.#gone : this.#worker.terminate());
      release(this.#session);
    }
  }
}

function unknownTrace(trace: string): StoreError {
  return new StoreError('trace_unknown', `There is no trace ${trace} in the store.`);
}
