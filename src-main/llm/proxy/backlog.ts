/** Work that is done behind everybody's back, and how much of it may wait before whoever brings more has to wait too. */
export class Backlog {
  readonly #limit: number;
  #size = 0;
  #waiting: (() => void)[] = [];

  constructor(limit: number) {
    this.#limit = limit;
  }

  get full(): boolean {
    return this.#size >= this.#limit;
  }

  /** Resolves when less than the limit waits. */
  async room(): Promise<void> {
    while (this.full) await new Promise<void>((resolve) => this.#waiting.push(resolve));
  }

  /** Counts until the work is done. */
  async add(size: number, work: () => Promise<void>): Promise<void> {
    this.#size += size;
    try {
      await work();
    } finally {
      this.#size -= size;
      for (const go of this.#waiting.splice(0)) go();
    }
  }
}
