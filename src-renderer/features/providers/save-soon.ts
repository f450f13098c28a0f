/** Milliseconds in which changes are gathered. */
const DELAY = 300;

/** Saves what changes a moment later, however long changes go on: what comes during a save waits for its end. */
export class SaveSoon<What extends readonly unknown[]> {
  readonly #save: (...what: What) => Promise<void>;
  #next: What | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #saving = 0;

  /** `save` does not reject: it knows whom to tell. */
  constructor(save: (...what: What) => Promise<void>) {
    this.#save = save;
  }

  soon(...what: What): void {
    this.#next = what;
    if (this.#saving === 0) this.#timer ??= setTimeout(() => this.now(), DELAY);
  }

  /** What waits is saved at once. */
  now(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#next === null) return;
    const what = this.#next;
    this.#next = null;
    this.#saving += 1;
    void this.#save(...what).then(() => {
      this.#saving -= 1;
      if (this.#next !== null) this.soon(...this.#next);
    });
  }
}
