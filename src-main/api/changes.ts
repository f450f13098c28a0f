/**
 * Something that changes and can be watched. A watcher always gets the newest value, never a backlog: values that
 * arrive while it is busy replace each other.
 */
export class Changes<T> {
  private readonly wake = new Set<() => void>();
  private readonly read: () => T;

  constructor(read: () => T) {
    this.read = read;
  }

  /** Tells every watcher that there is something new to read. */
  notify(): void {
    for (const wake of this.wake) wake();
  }

  get watchers(): number {
    return this.wake.size;
  }

  /** The value now and after every change; ends when the iterator is returned. */
  watch(): AsyncIterableIterator<T> {
    let dirty = true;
    let done = false;
    let waiting: ((result: IteratorResult<T>) => void) | undefined;
    const wake = () => {
      dirty = true;
      if (!waiting) return;
      const resolve = waiting;
      waiting = undefined;
      dirty = false;
      resolve({ done: false, value: this.read() });
    };
    this.wake.add(wake);
    return {
      [Symbol.asyncIterator]() {
        return this;
      },
      next: () => {
        if (done) return Promise.resolve({ done: true, value: undefined });
        if (dirty) {
          dirty = false;
          return Promise.resolve({ done: false, value: this.read() });
        }
        return new Promise((resolve) => {
          waiting = resolve;
        });
      },
      return: () => {
        done = true;
        this.wake.delete(wake);
        waiting?.({ done: true, value: undefined });
        waiting = undefined;
        return Promise.resolve({ done: true, value: undefined });
      },
    };
  }
}
