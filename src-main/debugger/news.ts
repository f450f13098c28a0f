/** While the paths run, who watches is told about their progress this often. */
const PROGRESS_MS = 100;

/** Who watches a session, and when they are told. */
export class News {
  readonly #listeners = new Set<() => void>();
  #timer: NodeJS.Timeout | null = null;
  /** There is something that nobody was told. */
  #waiting = false;
  #told = 0;

  /** Calls back after every change; returns how to stop that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** What a running path does is told at intervals, its last news before it computes on for long too. */
  soon(): void {
    this.#waiting = true;
    // One that runs already is left to run, whatever is told meanwhile: it would be stopped and started at each step.
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      if (this.#waiting) this.tell();
    }, PROGRESS_MS).unref();
  }

  /** Has nothing been told for a while? */
  get silent(): boolean {
    return Date.now() - this.#told > PROGRESS_MS;
  }

  tell(): void {
    this.#waiting = false;
    this.#told = Date.now();
    for (const listener of this.#listeners) listener();
  }
}
