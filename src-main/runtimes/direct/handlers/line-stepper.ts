import { Worker } from 'node:worker_threads';
import type { Recorder } from '../run/recorder.ts';
import type { HandlerArguments, LoadedHandler } from './handlers.ts';
import { MODES, type StepperData, type StepperReply, type StepperRequest } from './line-protocol.ts';

/**
 * Calls handlers, line by line where the run's mode asks for it. A thread of its own debugs this one through the
 * inspector: while this thread stands at a line, that one speaks with the host.
 */
export class LineStepper {
  readonly #mode = new Int32Array(new SharedArrayBuffer(4));
  #worker: Worker | null = null;
  #answer: (reply: StepperReply) => void = () => {};

  async call(recorder: Recorder, { fn, file, url }: LoadedHandler, args: HandlerArguments): Promise<unknown> {
    if (recorder.mode !== 'line') return fn(...args);
    this.#mode[0] = MODES.indexOf('line');
    const { ok } = await this.#ask({ type: 'arm', url, file });
    try {
      return await fn(...args);
    } finally {
      if (ok) await this.#ask({ type: 'disarm' });
      recorder.mode = MODES[this.#mode[0]] ?? 'line';
    }
  }

  /** Without a stepping thread (there is no inspector, or it failed) handlers run as in any other mode. */
  #ask(request: StepperRequest): Promise<StepperReply> {
    this.#worker ??= this.#start();
    const worker = this.#worker;
    return new Promise((resolve) => {
      this.#answer = resolve;
      worker.postMessage(request);
    });
  }

  #start(): Worker {
    const workerData: StepperData = { mode: this.#mode };
    const worker = new Worker(new URL('./line-worker.ts', import.meta.url), { workerData });
    worker.on('message', (reply: StepperReply) => this.#answer(reply));
    worker.on('error', (error) => process.stderr.write(`stepping through handlers failed: ${error}\n`));
    worker.on('exit', () => {
      this.#worker = null;
      this.#answer({ ok: false });
    });
    return worker;
  }
}
