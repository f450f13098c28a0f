import { Worker } from 'node:worker_threads';
import { errorText } from '../../../../shared/error-text.ts';
import type { SharedWriter } from '../../../store/messages.ts';
import type { Passed } from '../passed.ts';
import type { Exchange } from '../record.ts';
import { BatchWriter } from './batch.ts';
import type { Recorded, Sent } from './messages.ts';

/** Calls wait for one another so long: a message between threads costs as much as a good part of a call. */
const TOGETHER_MS = 20;

export interface RecorderOptions {
  /** Makes a way into the store, and another one where a thread was lost. */
  readonly share: () => SharedWriter;
  /** More calls can be read. */
  readonly recorded: () => void;
  /** One error for each call that cannot, or may not. */
  readonly onBug: (error: Error) => void;
}

/** Calls that are recorded together. */
interface Group {
  readonly writer: BatchWriter;
  readonly done: PromiseWithResolvers<void>;
}

/** Records exchanges on a thread of its own, so that none of that stands between a client and its answer. */
export class ProxyRecorder {
  readonly #options: RecorderOptions;
  readonly #sent = new Map<number, Group>();
  #worker: Worker | undefined;
  #group: Group | undefined;
  #groups = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#worker = this.#start();
  }

  /**
   * Resolves when it can be read, or when it was said why it cannot: the same promise for all calls of one moment. It is kept on
   * disk within moments, and recorded when there is time.
   */
  record(exchange: Exchange | Passed): Promise<void> {
    if (this.#group?.writer.add(exchange)) return this.#group.done.promise;
    this.#post();
    const group = { writer: new BatchWriter(exchange), done: Promise.withResolvers<void>() };
    group.writer.add(exchange);
    this.#group = group;
    this.#timer = setTimeout(() => this.#post(), TOGETHER_MS);
    return group.done.promise;
  }

  #post(): void {
    const group = this.#group;
    if (group === undefined) return;
    this.#group = undefined;
    clearTimeout(this.#timer);
    const number = this.#groups++;
    this.#sent.set(number, group);
    const batch = group.writer.end();
    this.#worker ??= this.#start();
    this.#worker.postMessage({ number, batch } satisfies Sent, [batch.bytes.buffer as ArrayBuffer]);
  }

  #start(): Worker {
    const shared = this.#options.share();
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: shared,
      transferList: [shared.port],
    });
    worker.on('message', ({ number, failed }: Recorded) => {
      for (const { trace, error } of failed)
        this.#options.onBug(new Error(`The call ${trace} could not be recorded: ${error}`));
      this.#options.recorded();
      this.#sent.get(number)?.done.resolve();
      this.#sent.delete(number);
    });
    let cause = 'it ended';
    worker.on('error', (error) => {
      cause = errorText(error);
    });
    worker.on('exit', () => this.#lost(cause));
    return worker;
  }

  /** What was given to a thread that is gone may be recorded or not; another one begins with what comes next. */
  #lost(cause: string): void {
    this.#worker = undefined;
    const lost = [...this.#sent.values()];
    this.#sent.clear();
    for (const { writer, done } of lost) {
      for (const trace of writer.traces)
        this.#options.onBug(
          new Error(`The call ${trace} may not be recorded: the recording thread was lost (${cause}).`),
        );
      done.resolve();
    }
  }

  /** What is not recorded yet stays kept, for whoever opens the store next: who wants it waits before. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#worker?.terminate();
  }
}
