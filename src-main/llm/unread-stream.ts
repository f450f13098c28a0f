import type { Dialect } from '../../shared/llm/protocol/part.ts';

/** How a stream says that it is complete, on a line of its own. In the others, more has to be read to know. */
const ENDS: Readonly<Partial<Record<Dialect, readonly Buffer[]>>> = {
  'openai-chat': [Buffer.from('\ndata: [DONE]'), Buffer.from('\ndata:[DONE]')],
  anthropic: [Buffer.from('\nevent: message_stop')],
};
/** Stands in every event that is an error; within a text its quotes are escaped. */
const ERROR = Buffer.from('"error"');
const EMPTY_LINES = ['\n\n', '\n\r\n'];
/** Longer than any of those. */
const TAIL = 32;

/** What comes of a stream once its content has begun: only its end is looked for, and words that may be an error. */
export class UnreadStream {
  /** It has said that it is complete, with all of the event that says so. */
  ended = false;
  /** It has to be read after all. */
  odd = false;
  readonly #ends: readonly Buffer[];
  readonly #pieces: Buffer[] = [];
  #inLastEvent = false;
  #tail: Buffer;

  private constructor(ends: readonly Buffer[], before: Buffer) {
    this.#ends = ends;
    this.#tail = tailOf(before);
  }

  /** undefined: of this dialect every event is read. `before` is the last that was read. */
  static after(before: Buffer, dialect: Dialect): UnreadStream | undefined {
    const ends = ENDS[dialect];
    return ends && new UnreadStream(ends, before);
  }

  push(piece: Buffer): void {
    this.#pieces.push(piece);
    const seen = Buffer.concat([this.#tail, piece]);
    this.odd ||= seen.includes(ERROR);
    const last = this.#inLastEvent ? seen : this.#lastEvent(seen);
    if (last !== undefined) {
      this.#inLastEvent = true;
      this.ended ||= EMPTY_LINES.some((line) => last.includes(line));
    }
    this.#tail = tailOf(last ?? seen);
  }

  /** From its first line that is known. */
  #lastEvent(seen: Buffer): Buffer | undefined {
    for (const end of this.#ends) {
      const at = seen.indexOf(end);
      if (at >= 0) return seen.subarray(at + 1);
    }
    return undefined;
  }

  bytes(): Buffer {
    return Buffer.concat(this.#pieces);
  }
}

function tailOf(bytes: Buffer): Buffer {
  return Buffer.from(bytes.subarray(-TAIL));
}
