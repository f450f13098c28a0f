/** Bytes of a stream on their way through: only whole events are given on, so that what breaks off breaks off between two. */
export class HeldEvents {
  #whole: Buffer[] = [];
  #begun: Buffer[] = [];
  /** The last bytes that came. */
  #last = 0;
  #lastButOne = 0;

  push(piece: Buffer): void {
    const end = this.#endOfEvents(piece);
    if (end > 0) {
      this.#whole.push(...this.#begun, end === piece.length ? piece : piece.subarray(0, end));
      this.#begun = end === piece.length ? [] : [piece.subarray(end)];
    } else this.#begun.push(piece);
    this.#lastButOne = piece[piece.length - 2] ?? this.#last;
    this.#last = piece[piece.length - 1] ?? this.#last;
  }

  /** The events that are whole. */
  events(): Buffer {
    const events = joined(this.#whole);
    if (this.#whole.length > 0) this.#whole = [];
    return events;
  }

  rest(): Buffer {
    return joined([...this.#whole, ...this.#begun]);
  }

  /** Behind the last empty line of a piece; 0: there is none. */
  #endOfEvents(piece: Buffer): number {
    // Mostly a piece ends with an event.
    const last = piece.length - 1;
    let at = piece[last] === LF ? last : piece.lastIndexOf(LF);
    for (; at >= 0; at = at === 0 ? -1 : piece.lastIndexOf(LF, at - 1)) {
      const before = piece[at - 1] ?? this.#last;
      const beforeThat = at >= 2 ? piece[at - 2] : at === 1 ? this.#last : this.#lastButOne;
      if (before === LF || (before === CR && beforeThat === LF)) return at + 1;
    }
    return 0;
  }
}

/** Each time a piece comes nothing is copied that came before: one event may be many megabytes. */
function joined(pieces: readonly Buffer[]): Buffer {
  const [first] = pieces;
  return first !== undefined && pieces.length === 1 ? first : Buffer.concat(pieces);
}

const LF = 10;
const CR = 13;
export const NOTHING = Buffer.alloc(0);
