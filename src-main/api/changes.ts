/**
 * Something that changes and can be watched. A watcher always gets the newest value, never a backlog: changes that
 * happen while it is busy become one.
 */
export class Changes<T> {
  readonly #wake = new Set<() => void>();
  readonly #read: () => T | Promise<T>;

  constructor(read: () => T | Promise<T>) {
    this.#read = read;
  }

  /** Tells every watcher that there is something new to read. */
  notify(): void {
    for (const wake of this.#wake) wake();
  }

  get watchers(): number {
    return this.#wake.size;
  }

  /**
   * The value now and after every change, until the iterator is returned, even while it waits (which an async generator
   * would not notice). `ended` is called then.
   */
  watch(ended?: () => void): AsyncIterableIterator<T> {
    let dirty = true;
    let done = false;
    let resume: (() => void) | undefined;
    const wake = () => {
      dirty = true;
      resume?.();
      resume = undefined;
    };
    this.#wake.add(wake);
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: async () => {
        if (!dirty && !done) {
          await new Promise<void>((resolve) => {
            resume = resolve;
          });
        }
        if (done) return { done: true, value: undefined };
        dirty = false;
        return { done: false, value: await this.#read() };
      },
      return: async () => {
        if (!done) {
          done = true;
          this.#wake.delete(wake);
          resume?.();
          ended?.();
        }
        return { done: true, value: undefined };
      },
    };
  }
}
