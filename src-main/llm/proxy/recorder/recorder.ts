import { Worker } from 'node:worker_threads';
import { errorText } from '../../../../shared/error-text.ts';
import type { SharedWriter } from '../../../store/messages.ts';
import type { Passed } from '../passed.ts';
import type { Exchange } from '../record.ts';
import { batchOf } from './batch.ts';
import type { Batch, Recorded } from './messages.ts';

/** Calls wait for one another so long: a message between threads costs as much as a good part of a call. */
const TOGETHER_MS = 20;

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Records exchanges on a thread of its own, so that none of that stands between a client and its answer. */
export class ProxyRecorder {
  readonly #share: () => SharedWriter;
  readonly #waiting = new Map<string, Waiting>();
  #worker: Worker | undefined;
  #batch: (Exchange | Passed)[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** `share` makes a way into the store, and another one where a thread was lost. */
  constructor(share: () => SharedWriter) {
    this.#share = share;
    this.#worker = this.#start();
  }

  /** Resolves when it can be read. It is kept on disk within moments, and recorded when there is time. */
  record(exchange: Exchange | Passed): Promise<void> {
    this.#batch.push(exchange);
    this.#timer ??= setTimeout(() => this.#post(), TOGETHER_MS);
    return new Promise((resolve, reject) => this.#waiting.set(exchange.trace, { resolve, reject }));
  }

  #post(): void {
    this.#timer = undefined;
    const batch: Batch = batchOf(this.#batch);
    this.#batch = [];
    this.#worker ??= this.#start();
    this.#worker.postMessage(batch, [batch.bytes.buffer as ArrayBuffer]);
  }

  #start(): Worker {
    const shared = this.#share();
    const worker = new Worker(new URL('./worker.ts', import.meta.url), {
      workerData: shared,
      transferList: [shared.port],
    });
    worker.on('message', (recorded: readonly Recorded[]) => {
      for (const { trace, error } of recorded) {
        const waiting = this.#waiting.get(trace);
        this.#waiting.delete(trace);
        if (error === undefined) waiting?.resolve();
        else waiting?.reject(new Error(`A call could not be recorded: ${error}`));
      }
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
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    this.#batch = [];
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const [trace, { reject }] of waiting)
      reject(new Error(`The call ${trace} may not be recorded: the recording thread was lost (${cause}).`));
  }

  /** What is not recorded yet stays kept, for whoever opens the store next: who wants it waits before. */
  async close(): Promise<void> {
    clearTimeout(this.#timer);
    await this.#worker?.terminate();
  }
}
