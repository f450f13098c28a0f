import type { Dispatcher } from 'undici';
import type { Clock } from './clock.ts';
import type { KeyRing } from './key.ts';

type Headers = Readonly<Record<string, string | string[] | undefined>>;

export interface StreamListener {
  piece(piece: Buffer, controller: Dispatcher.DispatchController): void;
  end(): void;
}

/**
 * A request that went to its target as it came. What comes back is kept until it is a whole answer. Where it becomes anything
 * else, or takes its time, an attempt takes over what came and what will come, as if it had asked itself.
 */
export class Passage implements Dispatcher.DispatchHandler {
  readonly keys: KeyRing;
  readonly startedAt: number;
  headersAt: number | undefined;
  /** When the content of a stream began, where somebody has looked. */
  firstPartAt: number | undefined;
  endedAt: number | undefined;
  /** Hears what comes of a stream while nobody has taken over. */
  listener: StreamListener | undefined;
  status = 0;
  bytes = 0;
  readonly #clock: Clock;
  readonly #maxBytes: number;
  readonly #pieces: Buffer[] = [];
  #controller: Dispatcher.DispatchController | undefined;
  #headers: Headers = {};
  #over = false;
  #settled = false;
  #waiting: (() => void) | undefined;
  #thrown: Error | undefined;
  #next: Dispatcher.DispatchHandler | undefined;

  constructor(keys: KeyRing, clock: Clock, maxBytes: number) {
    this.keys = keys;
    this.#clock = clock;
    this.#maxBytes = maxBytes;
    this.startedAt = clock.now();
  }

  /** Calls once it is known whether there is a whole answer: at the latest when somebody hurries it, maybe at once. */
  whenSettled(call: () => void): void {
    if (this.#settled) call();
    else this.#waiting = call;
  }

  /** Ends the waiting. */
  hurry(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#waiting?.();
  }

  /** Of a success, once all of it is there. */
  get answer(): Buffer | undefined {
    const whole = this.#over && this.#thrown === undefined && this.#next === undefined;
    if (!whole || this.status > 299 || this.bytes > this.#maxBytes) return undefined;
    const [first] = this.#pieces;
    return this.#pieces.length === 1 ? first : Buffer.concat(this.#pieces);
  }

  /** Nothing more will come, well or not. */
  get over(): boolean {
    return this.#over;
  }

  /** It says that it is no stream. */
  get isDocument(): boolean {
    return isDocument(String(this.#headers['content-type'] ?? ''));
  }

  /** From now on all goes to `next`, beginning with what came already. */
  take(next: Dispatcher.DispatchHandler): void {
    this.#next = next;
    this.listener = undefined;
    const controller = this.#over ? OVER : this.#controller;
    if (controller !== undefined) {
      next.onRequestStart?.(controller, {});
      if (this.status !== 0) next.onResponseStart?.(controller, this.status, this.#headers);
      for (const piece of this.#pieces.splice(0)) next.onResponseData?.(controller, piece);
    }
    if (this.#thrown !== undefined) next.onResponseError?.(OVER, this.#thrown);
    else if (this.#over) next.onResponseEnd?.(OVER, {});
  }

  /** Nobody wants it any more. */
  leave(): void {
    if (this.#next !== undefined || this.#over) return;
    this.take({ onRequestStart: (controller) => controller.abort(LEFT) });
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: object): void {
    this.#controller = controller;
    this.#next?.onRequestStart?.(controller, context);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Headers,
    message?: string,
  ): void {
    if (this.#next !== undefined) {
      this.#next.onResponseStart?.(controller, status, headers, message);
      return;
    }
    // Those below come before the answer.
    if (status < 200) return;
    this.headersAt = this.#clock.now();
    this.status = status;
    this.#headers = headers;
    if (status > 299) this.hurry();
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    if (this.#next !== undefined) {
      this.#next.onResponseData?.(controller, piece);
      return;
    }
    this.bytes += piece.length;
    this.#pieces.push(piece);
    if (this.bytes > this.#maxBytes) this.hurry();
    else this.listener?.piece(piece, controller);
  }

  onResponseEnd(controller: Dispatcher.DispatchController, trailers: Headers): void {
    if (this.#next !== undefined) {
      this.#next.onResponseEnd?.(controller, trailers);
      return;
    }
    this.#over = true;
    this.endedAt = this.#clock.now();
    this.listener?.end();
    this.hurry();
  }

  onResponseError(controller: Dispatcher.DispatchController, thrown: Error): void {
    if (this.#next !== undefined) {
      this.#next.onResponseError?.(controller, thrown);
      return;
    }
    this.#over = true;
    this.#thrown = thrown;
    this.hurry();
  }
}

/** Servers say of a stream what they like, but not that. */
export function isDocument(contentType: string): boolean {
  return /^(application|text)\/(json|html)\b/i.test(contentType);
}

/** Of a connection that may serve another request by now. */
const OVER: Dispatcher.DispatchController = {
  aborted: false,
  paused: false,
  reason: null,
  rawHeaders: null,
  rawTrailers: null,
  abort: () => undefined,
  pause: () => undefined,
  resume: () => undefined,
};
const LEFT = new Error('The answer is not wanted any more.');
