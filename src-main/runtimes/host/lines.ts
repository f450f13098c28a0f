/** Cuts a byte stream into the lines of the child protocol; a line may arrive in any number of chunks. */
export class LineReader {
  readonly #limit: number;
  #pending: Buffer[] = [];
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** The lines that `chunk` completes, or null when a line grows beyond the limit. */
  push(chunk: Buffer): string[] | null {
    const lines: string[] = [];
    let start = 0;
    for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, start)) {
      const tail = chunk.subarray(start, end);
      if (this.#size + tail.length > this.#limit) return null;
      lines.push(this.#take(tail));
      start = end + 1;
    }
    if (start < chunk.length) {
      const rest = start === 0 ? chunk : chunk.subarray(start);
      this.#pending.push(rest);
      this.#size += rest.length;
      if (this.#size > this.#limit) return null;
    }
    return lines;
  }

  #take(tail: Buffer): string {
    if (this.#pending.length === 0) return tail.toString('utf8');
    const line = Buffer.concat([...this.#pending, tail]).toString('utf8');
    this.#pending = [];
    this.#size = 0;
    return line;
  }
}
