import { setImmediate as nextTurn } from 'node:timers/promises';

/** Where batches are kept, and recorded: the store of this thread. */
export interface Keeping {
  keep(name: string, body: Uint8Array): Promise<void>;
  recordKept(name: string, record: () => void): Promise<void>;
}

export interface LaterOptions<T> {
  readonly store: Keeping;
  /** Writes all of a batch, without waiting. */
  readonly record: (batch: T) => void;
  /** The batch is on disk as what it is; or why nothing of it is. */
  readonly done: (batch: T, error?: unknown) => void;
  readonly quietMs?: number;
  readonly patienceMs?: number;
}

interface Waiting<T> {
  readonly name: string;
  readonly batch: T;
  readonly size: number;
  /** Milliseconds of `performance.now`. */
  readonly since: number;
}

/** Nobody brought anything for so long: now is the time. */
const QUIET_MS = 100;
/** Nothing waits longer for such a moment, nor when there are more bytes than this. */
const PATIENCE_MS = 5000;
const ENOUGH = 8 * 1024 * 1024;
/** Batches that are on their way to the disk at once. */
const AHEAD = 2;

/**
 * Puts off what is much work until there is a quiet moment. What comes is kept on disk at once, as it came, which is little work;
 * what is recorded is taken out of there in the same transaction. Who is killed in between leaves it to whoever comes next.
 */
export class Later<T> {
  readonly #options: LaterOptions<T>;
  #waiting: Waiting<T>[] = [];
  #size = 0;
  #last = 0;
  #timer: NodeJS.Timeout | undefined;
  #recording = false;

  constructor(options: LaterOptions<T>) {
    this.#options = options;
  }

  /** `body`: what it is kept as; `size`: the bytes that it takes until it is recorded, about. */
  take(name: string, batch: T, body: Uint8Array, size: number): void {
    // That it cannot be kept is said where it cannot be recorded.
    this.#options.store.keep(name, body).catch(() => undefined);
    this.adopt(name, batch, size);
  }

  /** The same for what is kept already. */
  adopt(name: string, batch: T, size: number): void {
    this.#last = performance.now();
    this.#waiting.push({ name, batch, size, since: this.#last });
    this.#size += size;
    this.#wait();
  }

  #wait(): void {
    if (this.#recording || this.#waiting.length === 0) return;
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      void this.#look();
    }, this.#options.quietMs ?? QUIET_MS);
  }

  async #look(): Promise<void> {
    const { quietMs = QUIET_MS, patienceMs = PATIENCE_MS } = this.#options;
    const now = performance.now();
    const due = this.#size >= ENOUGH || now - (this.#waiting[0]?.since ?? now) >= patienceMs;
    this.#recording = true;
    // What is due is recorded whatever comes meanwhile; the rest while nothing comes.
    if (due) await this.#record(this.#waiting.length, () => true);
    else if (now - this.#last >= quietMs) {
      const last = this.#last;
      await this.#record(Number.POSITIVE_INFINITY, () => this.#last === last);
    }
    this.#recording = false;
    this.#wait();
  }

  async #record(most: number, goOn: () => boolean): Promise<void> {
    const { store, record, done } = this.#options;
    const ahead = new Set<Promise<void>>();
    for (let i = 0; i < most && goOn(); i++) {
      const next = this.#waiting.shift();
      if (next === undefined) break;
      this.#size -= next.size;
      const written = store
        .recordKept(next.name, () => record(next.batch))
        .then(
          () => done(next.batch),
          (error: unknown) => done(next.batch, error),
        )
        .finally(() => ahead.delete(written));
      ahead.add(written);
      if (ahead.size >= AHEAD) await Promise.race(ahead);
      // What came meanwhile is kept first.
      await nextTurn();
    }
    await Promise.all(ahead);
  }
}
