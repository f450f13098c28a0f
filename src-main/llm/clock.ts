import type { LlmError } from '../../shared/llm/protocol/error.ts';

/** Time as the layer sees it; tests bring their own. */
export interface Clock {
  /** Monotonic milliseconds. */
  now(): number;
  /** Milliseconds since the Unix epoch. */
  wall(): number;
  /** Calls once after `ms`, unless the returned function is called before. */
  after(ms: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => performance.now(),
  wall: () => Date.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return () => clearTimeout(timer);
  },
};

/** False where `signal` was aborted before the time was over. */
export function pause(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  if (signal.aborted) return Promise.resolve(false);
  return new Promise((resolve) => {
    const end = (whole: boolean): void => {
      stop();
      signal.removeEventListener('abort', aborted);
      resolve(whole);
    };
    const aborted = (): void => end(false);
    const until = clock.now() + ms;
    // A timer may come a little early; a pause that was asked for is kept whole.
    const over = (): void => {
      const left = until - clock.now();
      if (left <= 0) end(true);
      else stop = clock.after(Math.max(1, left), over);
    };
    let stop = clock.after(ms, over);
    signal.addEventListener('abort', aborted);
  });
}

/**
 * Ends work from three sides: the caller's signal, a limit of time, and `end`. The first one to come says why, as the error
 * that the work then ends with.
 */
export class Deadline {
  readonly #clock: Clock;
  readonly #release: () => void;
  #controller: AbortController | undefined;
  #ended: () => void = () => undefined;
  #stop: () => void = () => undefined;
  #reason: LlmError | undefined;

  constructor(
    clock: Clock,
    outer: { readonly signals: readonly AbortSignal[]; readonly reason: () => LlmError },
  ) {
    const { signals, reason } = outer;
    this.#clock = clock;
    const aborted = (): void => this.#end(reason());
    for (const signal of signals) signal.addEventListener('abort', aborted);
    this.#release = () => {
      for (const signal of signals) signal.removeEventListener('abort', aborted);
    };
    if (signals.some((signal) => signal.aborted)) aborted();
  }

  get signal(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#reason !== undefined) this.#controller.abort();
    return this.#controller.signal;
  }

  /** Why it ended; undefined while it has not. */
  get reason(): LlmError | undefined {
    return this.#reason;
  }

  /** Called when it ends, at once where it has. */
  onEnd(ended: () => void): void {
    this.#ended = ended;
    if (this.#reason !== undefined) ended();
  }

  /** From now on there are `ms`, in place of what was set before. */
  limit(ms: number, message: string): void {
    this.#stop();
    this.#stop = this.#clock.after(ms, () => this.#end({ code: 'timeout', message }));
  }

  /** No limit until the next one is set. */
  relax(): void {
    this.#stop();
  }

  /** No timer and no listener is left behind. */
  dispose(): void {
    this.#stop();
    this.#release();
  }

  #end(reason: LlmError): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#controller?.abort();
    this.#ended();
  }
}
