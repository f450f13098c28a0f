import { Worker } from 'node:worker_threads';
import { errorText } from '../../../../shared/error-text.ts';
import type { Pending, SharedWriter } from '../../../store/messages.ts';
import type { Passed } from '../passed.ts';
import type { Exchange } from '../record.ts';
import { batchOf } from './batch.ts';
import type { Recorded, ToRecorder } from './messages.ts';

/** Calls wait for one another so long: a message between threads costs as much as a good part of a call. */
const TOGETHER_MS = 10;

interface Waiting {
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** Records exchanges on a thread of its own, so that none of that stands between a client and its answer. */
export class ProxyRecorder {
  readonly #share: () => SharedWriter;
  readonly #onLeft: (error?: Error) => void;
  readonly #waiting = new Map<string, Waiting>();
  #worker: Worker | undefined;
  #batch: (Exchange | Passed)[] = [];
  #timer: NodeJS.Timeout | undefined;

  /**
   * `share` makes a way into the store, and another one where a thread was lost. `onLeft` is told of each call that was adopted,
   * with an error where it could not be recorded.
   */
  constructor(share: () => SharedWriter, onLeft: (error?: Error) => void = () => undefined) {
    this.#share = share;
    this.#onLeft = onLeft;
    this.#worker = this.#start();
  }

  /** Resolves when it can be read. It is kept on disk within moments, and recorded when there is time. */
  record(exchange: Exchange | Passed): Promise<void> {
    this.#batch.push(exchange);
    this.#timer ??= setTimeout(() => this.#post(), TOGETHER_MS);
    return new Promise((resolve, reject) => this.#waiting.set(exchange.trace, { resolve, reject }));
  }

  /** Calls that others kept and did not live to record. */
  adopt(left: readonly Pending[]): void {
    if (left.length > 0) this.#tell({ left });
  }

  #post(): void {
    this.#timer = undefined;
    const batch = batchOf(this.#batch);
    this.#batch = [];
    this.#tell({ batch }, [batch.bytes.buffer as ArrayBuffer]);
  }

  #tell(message: ToRecorder, transferred: readonly ArrayBuffer[] = []): void {
    this.#worker ??= this.#start();
    this.#worker.postMessage(message, transferred);
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
        const failed = error === undefined ? undefined : new Error(`A call could not be recorded: ${error}`);
        if (waiting === undefined) this.#onLeft(failed);
        else if (failed === undefined) waiting.resolve();
        else waiting.reject(failed);
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
