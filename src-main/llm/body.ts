import type { Dispatcher } from 'undici';
import type { LlmError } from '../../shared/llm/protocol/error.ts';
import type { Deadline } from './clock.ts';
import { connectionError, TOO_LARGE } from './failure.ts';

interface BodyLimits {
  readonly maxBytes: number;
  readonly idleMs: number;
  readonly host: string;
}

/** An answer's body, read piece by piece: never more of it is held than the limit, and none of it is waited for longer. */
export class Body {
  readonly #response: Dispatcher.ResponseData;
  readonly #limits: BodyLimits;
  readonly #deadline: Deadline;
  bytes = 0;
  /** Why it was not read to its end. */
  error: LlmError | undefined;

  constructor(response: Dispatcher.ResponseData, limits: BodyLimits, deadline: Deadline) {
    this.#response = response;
    this.#limits = limits;
    this.#deadline = deadline;
  }

  #last = false;

  /** Ends early where `error` says so; does not throw. */
  async *chunks(): AsyncGenerator<Uint8Array> {
    const { maxBytes, idleMs, host } = this.#limits;
    const arm = (): void => {
      if (!this.#last) this.#deadline.limit(idleMs, `${host} sent nothing for ${idleMs} ms.`);
    };
    try {
      arm();
      for await (const chunk of this.#response.body as AsyncIterable<Buffer>) {
        this.bytes += chunk.length;
        if (this.bytes > maxBytes) {
          this.error = {
            code: 'invalid_response',
            message: `${host} answered with more than ${maxBytes} bytes.`,
            raw: TOO_LARGE,
          };
          return;
        }
        // The reader may take its time: only waiting for the other side counts.
        if (!this.#last) this.#deadline.relax();
        yield chunk;
        arm();
      }
    } catch (thrown) {
      this.error = this.#deadline.reason ?? connectionError(thrown, host, true);
    } finally {
      this.#deadline.relax();
    }
  }

  async text(): Promise<string> {
    const chunks: Uint8Array[] = [];
    for await (const chunk of this.chunks()) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  }

  /** What is left means nothing; it is read for a moment, so that the connection can be used again. */
  drain(): void {
    this.#last = true;
    this.#deadline.limit(DRAIN_MS, 'The stream went on after its end.');
  }
}

const DRAIN_MS = 250;
