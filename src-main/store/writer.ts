import { StoreError } from './errors.ts';
import type { Answer, Command, CommandResults, Job, Request, SharedWriter } from './messages.ts';
import { CHUNK_EVENTS, Packer } from './packer.ts';
import type { ComparisonStart, TraceEnd, TraceRecording, TraceStart, TraceWriter } from './types.ts';

/** Events are posted when so many wait, or when the current turn of the event loop is over. */
const POST_EVENTS = 128;

interface Recording {
  readonly handle: number;
  readonly packer: Packer;
}

interface Waiting {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Jobs that one message holds at most. */
const TOGETHER = 8;

/** Turns what is recorded on one thread into jobs for the writing one. Several threads may have one each, of the same store. */
export class StoreWriter implements TraceRecording {
  readonly #send: (request: Request) => void;
  readonly #waiting = new Map<number, Waiting>();
  readonly #unposted = new Set<Recording>();
  #jobs: Job[] = [];
  #asked: Promise<void> | undefined;
  /** All that is posted now is one message. */
  #together = false;
  #handles: number;
  #replies = 0;
  #failed: StoreError | undefined;

  /** The writing thread tells traces apart by numbers that count from `firstHandle`. */
  constructor(send: (request: Request) => void, firstHandle: number) {
    this.#send = send;
    this.#handles = firstHandle;
  }

  /** Set when nothing can be written any more. */
  get failed(): StoreError | undefined {
    return this.#failed;
  }

  answered(answer: Exclude<Answer, { readonly type: 'full' | 'room' }>): void {
    if (answer.type === 'failed') this.fail(new StoreError(answer.code, answer.message));
    if (answer.reply === undefined) return;
    const waiting = this.#waiting.get(answer.reply);
    this.#waiting.delete(answer.reply);
    if (answer.type === 'done') waiting?.resolve(undefined);
    else if (answer.type === 'result') waiting?.resolve(answer.result);
    else waiting?.reject(new StoreError(answer.code, answer.message));
  }

  /** Everything that waits and everything asked later is refused, with the first of such errors. */
  fail(error: StoreError): void {
    this.#failed ??= error;
    for (const { reject } of this.#waiting.values()) reject(this.#failed);
    this.#waiting.clear();
    this.#unposted.clear();
  }

  /** Jobs of one moment go in one message: each message costs the worker and us as much as a small job. */
  #post(job: Job): void {
    if (this.#failed !== undefined) return;
    if (this.#jobs.length === 0)
      queueMicrotask(() => {
        // A question that waits takes them along: were the last job sent before it, nobody would be there to answer.
        if (this.#asked === undefined) this.#postJobs();
      });
    // Of a long moment the worker does the beginning while the rest comes.
    if (this.#jobs.push(job) >= TOGETHER && !this.#together) this.#postJobs();
  }

  #postJobs(): void {
    const jobs = this.#jobs;
    this.#jobs = [];
    if (jobs.length > 0 && this.#failed === undefined) this.#send({ jobs });
  }

  /** Resolves when the jobs, and all before them, are on disk. Whoever asks within one moment gets one answer. */
  ask(jobs: readonly Job[]): Promise<void> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    this.#postEvents();
    for (const job of jobs) this.#post(job);
    this.#asked ??= new Promise((resolve, reject) => {
      queueMicrotask(() => {
        this.#asked = undefined;
        this.#request({}, { resolve: () => resolve(), reject });
      });
    });
    return this.#asked;
  }

  async command<T extends Command['type']>(
    command: Extract<Command, { readonly type: T }>,
  ): Promise<CommandResults[T]> {
    this.#postEvents();
    // A command comes alone: what was posted before it is done first.
    this.#postJobs();
    return new Promise((resolve, reject) => {
      this.#request(
        { command: command as Command },
        { resolve: (result) => resolve(result as CommandResults[T]), reject },
      );
    });
  }

  #request(request: Pick<Request, 'command'>, waiting: Waiting): void {
    if (this.#failed !== undefined) {
      waiting.reject(this.#failed);
      return;
    }
    const reply = this.#replies++;
    this.#waiting.set(reply, waiting);
    const jobs = this.#jobs;
    this.#jobs = [];
    this.#send({ ...request, jobs, reply });
  }

  /** Keeps what is to be recorded later; resolves when it is on disk. */
  keep(name: string, body: Uint8Array): Promise<void> {
    return this.ask([{ type: 'keep', name, body }]);
  }

  /** What `record` writes, without waiting, is on disk together, and what was kept of it is no more; or none of it. */
  recordKept(name: string, record: () => void): Promise<void> {
    if (this.#failed !== undefined) return Promise.reject(this.#failed);
    this.#postEvents();
    this.#postJobs();
    this.#together = true;
    try {
      record();
    } finally {
      this.#together = false;
    }
    return this.ask([{ type: 'recorded', name }]);
  }

  #postEvents(): void {
    for (const recording of this.#unposted) this.#postBatch(recording);
    this.#unposted.clear();
  }

  #postBatch({ handle, packer }: Recording): void {
    if (packer.waiting > 0) this.#post({ type: 'events', handle, batch: packer.take() });
  }

  startComparison({ inputs, ...start }: ComparisonStart): void {
    this.#post({ type: 'comparison', start, inputs: JSON.stringify(inputs) });
  }

  finishComparison(id: string, result: Parameters<TraceRecording['finishComparison']>[1]): Promise<void> {
    return this.ask([{ type: 'finish', comparison: id, ...result }]);
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
      close: (end: TraceEnd) => this.ask([{ type: 'end', handle, end }]),
    };
  }

  putBlob(kind: 'database', hash: string, bytes: Uint8Array): void {
    this.#post({ type: 'blob', kind, hash, bytes });
  }

  attach(trace: string, name: string, document: unknown): void {
    this.#post({ type: 'attach', trace, name, document: JSON.stringify(document) });
  }
}

/** On the thread that was given the other end: records into the store that shared it. */
export function connectWriter({ port, firstHandle }: SharedWriter): StoreWriter {
  const writer = new StoreWriter((request) => port.postMessage(request), firstHandle);
  port.on('message', (answer: Parameters<StoreWriter['answered']>[0]) => writer.answered(answer));
  port.on('close', () => writer.fail(new StoreError('store_closed', 'The trace store is closed.')));
  return writer;
}
