import { readSync, writeSync } from 'node:fs';

const CHUNK = 1 << 16;
const NEWLINE = 10;
const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Lines over standard input and output, read and written at once: an expression that asks for an effect waits for the
 * answer in the middle of its evaluation.
 */
export class Channel {
  /** Ends the process: it must not outlive its host. */
  readonly #hostGone: () => never;
  readonly #chunk = Buffer.allocUnsafe(CHUNK);
  #pending: Buffer[] = [];
  #rest: Buffer = Buffer.alloc(0);

  constructor(hostGone: () => never) {
    this.#hostGone = hostGone;
  }

  /** The next line. */
  readLine(): string {
    for (;;) {
      const end = this.#rest.indexOf(NEWLINE);
      if (end !== -1) {
        const line = Buffer.concat([...this.#pending, this.#rest.subarray(0, end)]).toString('utf8');
        this.#pending = [];
        this.#rest = this.#rest.subarray(end + 1);
        return line;
      }
      if (this.#rest.length > 0) this.#pending.push(this.#rest);
      const read = readSome(this.#chunk);
      if (read === 0) this.#hostGone();
      this.#rest = Buffer.from(this.#chunk.subarray(0, read));
    }
  }

  writeLine(line: string): void {
    const bytes = Buffer.from(`${line}\n`, 'utf8');
    let written = 0;
    while (written < bytes.length) {
      try {
        written += writeSync(1, bytes, written);
      } catch (error) {
        if (codeOf(error) !== 'EAGAIN') this.#hostGone();
        Atomics.wait(pause, 0, 0, 1);
      }
    }
  }
}

function readSome(into: Buffer): number {
  for (;;) {
    try {
      return readSync(0, into);
    } catch (error) {
      // Windows reports the end of a pipe as an error.
      if (codeOf(error) === 'EOF') return 0;
      if (codeOf(error) !== 'EAGAIN') throw error;
      Atomics.wait(pause, 0, 0, 1);
    }
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
