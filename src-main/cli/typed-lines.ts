import { createInterface, type Interface } from 'node:readline/promises';

/** Lines that are typed or come from a file; what is asked is on the screen in both cases. */
export class Lines {
  readonly #terminal: Interface;
  readonly #typed = process.stdin.isTTY;
  readonly #lines: AsyncIterator<string>;

  constructor() {
    this.#terminal = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: process.stdin.isTTY && process.stdout.isTTY,
    });
    this.#lines = this.#terminal[Symbol.asyncIterator]();
  }

  /** null at the end of the input. */
  async ask(prompt: string): Promise<string | null> {
    this.#terminal.setPrompt(prompt);
    if (this.#typed) this.#terminal.prompt();
    const { value, done } = await this.#lines.next();
    if (done) return null;
    // Typed text is on the screen already; what comes from a file is not.
    if (!this.#typed) console.log(prompt + value);
    return value;
  }

  close(): void {
    this.#terminal.close();
  }
}

export function isYes(answer: string | null): boolean {
  return /^y(es)?$/i.test(answer?.trim() ?? '');
}
