/** Bytes of a stream on their way through: only whole lines are given on, so that what breaks off breaks off between two. */
export class HeldLines {
  #held: Buffer = NOTHING;

  push(piece: Buffer): void {
    this.#held = this.#held.length === 0 ? piece : Buffer.concat([this.#held, piece]);
  }

  /** The lines that are whole. */
  lines(): Buffer {
    const end = this.#held.lastIndexOf(NEWLINE) + 1;
    const lines = this.#held.subarray(0, end);
    this.#held = this.#held.subarray(end);
    return lines;
  }

  rest(): Buffer {
    return this.#held;
  }
}

const NEWLINE = 10;
export const NOTHING = Buffer.alloc(0);
