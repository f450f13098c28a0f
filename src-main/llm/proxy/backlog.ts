/** Work that is done behind everybody's back, and how much of it may wait before whoever brings more has to wait too. */
export class Backlog {
  readonly #limit: number;
  #size = 0;
  #works = 0;
  #waiting: (() => void)[] = [];
  #last: { readonly work: Promise<void>; size: number } | undefined;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get full(): boolean {
    return this.#size >= this.#limit;
  }

  /** Resolves when less than the limit waits. */
  async room(): Promise<void> {
    while (this.full) await this.#less();
  }

  /** Resolves when nothing waits. */
  async empty(): Promise<void> {
    while (this.#works > 0) await this.#less();
  }

  #less(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Counts until the work, which never fails, is done. One work may be added to while it goes on. */
  add(size: number, work: Promise<void>): void {
    this.#size += size;
    const last = this.#last;
    if (last?.work === work) {
      last.size += size;
      return;
    }
    const added = { work, size };
    this.#last = added;
    this.#works++;
    void work.then(() => {
      if (this.#last === added) this.#last = undefined;
      this.#size -= added.size;
      this.#works--;
      for (const go of this.#waiting.splice(0)) go();
    });
  }
}
