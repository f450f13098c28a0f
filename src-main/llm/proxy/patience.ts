/** Calls back for what waits longer than a while, and no longer than two: one timer for all of it. */
export class Patience<T> {
  readonly #ms: number;
  readonly #over: (waiting: T) => void;
  #young = new Set<T>();
  #old = new Set<T>();
  #timer: NodeJS.Timeout | undefined;

  constructor(ms: number, over: (waiting: T) => void) {
    this.#ms = ms;
    this.#over = over;
  }

  /** From now on, also where it has waited before. */
  add(waiting: T): void {
    this.#old.delete(waiting);
    this.#young.add(waiting);
    this.#timer ??= setInterval(() => this.#turn(), this.#ms).unref();
  }

  delete(waiting: T): void {
    if (!this.#young.delete(waiting)) this.#old.delete(waiting);
  }

  #turn(): void {
    const old = this.#old;
    this.#old = this.#young;
    this.#young = new Set();
    if (this.#old.size === 0 && old.size === 0) {
      clearInterval(this.#timer);
      this.#timer = undefined;
    }
    for (const waiting of old) this.#over(waiting);
  }
}
