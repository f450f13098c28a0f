import type { Dispatcher } from 'undici';
import type { LlmError } from '../../shared/llm/protocol/error.ts';
import type { Deadline } from './clock.ts';
import { connectionError, TOO_LARGE } from './failure.ts';

interface Limits {
  readonly maxBytes: number;
  /** Between two pieces. */
  readonly idleMs: number;
  readonly host: string;
}

export interface AnswerHead {
  readonly status: number;
  readonly header: (name: string) => string | undefined;
}

/**
 * The answer to one request, read piece by piece: never more of it is held than the limit, and none of it is waited for longer.
 * Nothing throws; `error` says why it was not read to its end.
 */
export class WireAnswer implements Dispatcher.DispatchHandler {
  bytes = 0;
  error: LlmError | undefined;
  readonly #limits: Limits;
  readonly #deadline: Deadline;
  readonly #pieces: Buffer[] = [];
  #waiting = 0;
  #controller: Dispatcher.DispatchController | undefined;
  #head: AnswerHead | undefined;
  #over = false;
  #last = false;
  #wake: (() => void) | undefined;

  constructor(limits: Limits, deadline: Deadline) {
    this.#limits = limits;
    this.#deadline = deadline;
    deadline.onEnd(() => this.#fail(deadline.reason));
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#over) controller.abort(GIVEN_UP);
  }

  onResponseStart(
    _: Dispatcher.DispatchController,
    status: number,
    headers: Readonly<Record<string, string | string[] | undefined>>,
  ): void {
    // Those below come before the answer.
    if (status < 200) return;
    this.#head = {
      status,
      header: (name) => {
        const value = headers[name];
        return Array.isArray(value) ? value[0] : value;
      },
    };
    this.#woken();
  }

  onResponseData(controller: Dispatcher.DispatchController, piece: Buffer): void {
    const { maxBytes, host } = this.#limits;
    if (this.#over) return;
    this.bytes += piece.length;
    if (this.bytes > maxBytes) {
      const message = `${host} answered with more than ${maxBytes} bytes.`;
      this.#fail({ code: 'invalid_response', message, raw: TOO_LARGE });
      return;
    }
    this.#pieces.push(piece);
    this.#waiting += piece.length;
    if (this.#waiting > AHEAD) controller.pause();
    this.#woken();
  }

  onResponseEnd(): void {
    this.#over = true;
    this.#woken();
  }

  onResponseError(_: Dispatcher.DispatchController | null, thrown: Error): void {
    this.#fail(connectionError(thrown, this.#limits.host, this.#head !== undefined));
  }

  /** undefined: there is none, `error` says why. */
  async head(): Promise<AnswerHead | undefined> {
    if (this.#head === undefined && !this.#over) await this.#change();
    this.#deadline.relax();
    return this.#head;
  }

  /** What has come since, as soon as there is something; undefined: there is no more. */
  async piece(): Promise<Buffer | undefined> {
    if (this.#pieces.length === 0 && !this.#over) {
      const { idleMs, host } = this.#limits;
      if (!this.#last) this.#deadline.limit(idleMs, `${host} sent nothing for ${idleMs} ms.`);
      await this.#change();
      // The reader may take its time: only waiting for the other side counts.
      if (!this.#last) this.#deadline.relax();
    }
    const piece = this.#pieces.shift();
    this.#waiting -= piece?.length ?? 0;
    if (this.#waiting === 0) this.#controller?.resume();
    return piece;
  }

  /** The rest of it. */
  async whole(): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for (let piece = await this.piece(); piece !== undefined; piece = await this.piece()) pieces.push(piece);
    const [first] = pieces;
    return pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces);
  }

  /** What is left means nothing; it is read for a moment, so that the connection can be used again. */
  drain(): void {
    if (this.#last) return;
    this.#last = true;
    this.#deadline.limit(DRAIN_MS, 'The stream went on after its end.');
  }

  /** Whoever does not read to the end gives up the connection. */
  leave(): void {
    this.#stop();
  }

  #fail(error: LlmError | undefined): void {
    if (!this.#over) this.error ??= error;
    this.#stop();
  }

  #stop(): void {
    if (this.#over) return;
    this.#over = true;
    this.#controller?.abort(GIVEN_UP);
    this.#woken();
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  #woken(): void {
    const wake = this.#wake;
    this.#wake = undefined;
    wake?.();
  }
}

/** Bytes that may be here before they are taken. */
const AHEAD = 64 * 1024;
const DRAIN_MS = 250;
const GIVEN_UP = new Error('The answer is not wanted any more.');
