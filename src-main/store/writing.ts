import type { MessagePort } from 'node:worker_threads';
import { perform } from './commands.ts';
import { connect, type Db } from './database.ts';
import { asStoreError, type StoreError } from './errors.ts';
import type { Answer, Command, Job, Request, WritingStart } from './messages.ts';
import { Recorder } from './recorder.ts';

/** No event waits longer than this before it is written. */
const FLUSH_MS = 20;
/** More than this is written without waiting. */
const FLUSH_EVENTS = 8192;

/** How often it is tried again when the disk is full, and how many events are kept until then. */
const RETRY_MS = 500;
const HOLD_EVENTS = 2_000_000;
const HELD_REPLY_MS = 200;

interface Asked {
  readonly reply: number;
  readonly of: MessagePort;
}

/** The writing of one store, on the writing thread: it owns the connection and does what comes through its ports. */
export class Writing {
  readonly #start: WritingStart;
  readonly #port: MessagePort;
  /** Who records: the thread of the store itself, and others that it shares its writing with. */
  readonly #ports = new Set<MessagePort>();
  readonly #db: Db;
  readonly #recorder: Recorder;
  #queue: Job[] = [];
  #events = 0;
  #asked: Asked[] = [];
  #timer: NodeJS.Timeout | undefined;
  #soon: NodeJS.Immediate | undefined;
  #failed: StoreError | undefined;
  #full: StoreError | undefined;

  constructor(start: WritingStart, port: MessagePort) {
    this.#start = start;
    this.#port = port;
    this.#db = connect(start.file, { readonly: false });
    if (start.maxPages > 0) this.#db.pragma(`max_page_count = ${start.maxPages}`);
    this.#recorder = new Recorder(this.#db, start.session);
    this.#listenTo(port);
  }

  #listenTo(of: MessagePort): void {
    this.#ports.add(of);
    of.on('message', (request: Request) => this.#take(of, request));
    of.on('close', () => this.#ports.delete(of));
  }

  #tellAll(answer: Answer): void {
    for (const each of this.#ports) each.postMessage(answer);
  }

  #tell(answer: Answer): void {
    this.#port.postMessage(answer);
  }

  #take(of: MessagePort, { jobs, reply, command, from, giveUp }: Request): void {
    if (from !== undefined) this.#listenTo(from);
    if (giveUp === true) {
      this.#close();
      return;
    }
    if (command !== undefined && reply !== undefined) {
      void this.#run(command, reply);
      return;
    }
    for (const job of jobs) {
      this.#queue.push(job);
      if (job.type === 'events') this.#events += job.batch.count;
    }
    if (reply !== undefined) this.#asked.push({ reply, of });
    if (this.#full !== undefined) this.#answerLater();
    else if (this.#events >= FLUSH_EVENTS) this.#commit();
    // Whoever waits is answered at once, together with all others whose requests have already arrived.
    else if (reply !== undefined) this.#soon ??= setImmediate(() => this.#commit());
    else this.#timer ??= setTimeout(() => this.#commit(), FLUSH_MS);
  }

  /** It waits for room, and nobody waits for that; but who asks again and again must not keep a copy from being made. */
  #answerLater(): void {
    const replies = this.#asked;
    this.#asked = [];
    setTimeout(() => {
      for (const { reply, of } of replies) of.postMessage({ type: 'done', reply } satisfies Answer);
    }, HELD_REPLY_MS);
  }

  /** One transaction for all that waits. After a failure nothing more is written: what is on disk stays a prefix. */
  #commit(): void {
    this.#stopTimers();
    const jobs = this.#queue;
    const replies = this.#asked;
    const held = this.#events;
    this.#queue = [];
    this.#asked = [];
    this.#events = 0;
    if (this.#failed === undefined && jobs.length > 0) this.#write(jobs, held);
    for (const { reply, of } of replies)
      of.postMessage(
        (this.#failed === undefined
          ? { type: 'done', reply }
          : failure(this.#failed, reply)) satisfies Answer,
      );
    if (jobs.some((job) => job.type === 'close')) this.#close();
  }

  #write(jobs: Job[], held: number): void {
    try {
      this.#recorder.run(jobs);
      if (this.#full !== undefined) this.#tell({ type: 'room' });
      this.#full = undefined;
    } catch (error) {
      const known = asStoreError(error);
      if (this.#start.hold && known.code === 'store_full' && held <= HOLD_EVENTS)
        this.#keep(known, jobs, held);
      else {
        this.#failed = known;
        this.#tellAll(failure(known));
      }
    }
  }

  /** There is no room: the jobs wait, and are tried again. */
  #keep(error: StoreError, jobs: Job[], count: number): void {
    if (this.#full === undefined) this.#tell({ type: 'full', message: error.message });
    this.#full = error;
    this.#queue = jobs;
    this.#events = count;
    this.#timer = setTimeout(() => this.#commit(), RETRY_MS);
  }

  async #run(command: Command, reply: number): Promise<void> {
    // What was recorded before comes first.
    this.#commit();
    try {
      if (this.#failed !== undefined) throw this.#failed;
      if (this.#full !== undefined && command.type !== 'backup') throw this.#full;
      const result =
        command.type === 'backup'
          ? await this.#copyTo(command.file)
          : await perform(this.#db, this.#start.session, command);
      this.#tell({ type: 'result', reply, result });
    } catch (error) {
      const { code, message } = asStoreError(error);
      this.#tell({ type: 'refused', reply, code, message });
    }
  }

  /** A copy of all that is recorded, with what there was no room for. */
  async #copyTo(copy: string): Promise<null> {
    await this.#db.backup(copy);
    if (this.#queue.length === 0) return null;
    const to = connect(copy, { readonly: false });
    try {
      this.#recorder.runOnCopy(to, this.#queue);
    } finally {
      to.close();
    }
    return null;
  }

  #stopTimers(): void {
    clearTimeout(this.#timer);
    clearImmediate(this.#soon);
    this.#timer = undefined;
    this.#soon = undefined;
  }

  #close(): void {
    this.#stopTimers();
    this.#db.close();
    for (const each of this.#ports) each.close();
  }
}

export function failure({ code, message }: StoreError, reply?: number): Extract<Answer, { type: 'failed' }> {
  return { type: 'failed', code, message, ...(reply === undefined ? {} : { reply }) };
}
