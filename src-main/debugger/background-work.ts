import { errorText } from '../../shared/error-text.ts';
/** Work that goes on by itself until it has ended, was cancelled or failed, and can be watched meanwhile. */
export class BackgroundWork {
  readonly #listeners = new Set<() => void>();
  #state: 'running' | 'ended' | 'cancelled' | 'failed' = 'running';
  #message = '';

  get state(): 'running' | 'ended' | 'cancelled' | 'failed' {
    return this.#state;
  }

  /** Why it failed; empty where it did not. */
  get message(): string {
    return this.#message;
  }

  /** Calls back after every change; returns how to stop that. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** What is done stays. */
  cancel(): void {
    if (this.#state !== 'running') return;
    this.#state = 'cancelled';
    this.changed();
  }

  /** Resolves when nothing is under way any more, however it ended. */
  async run(work: () => Promise<void>, explain = (message: string) => message): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.#state = 'failed';
      this.#message = explain(errorText(error));
    }
    if (this.#state === 'running') this.#state = 'ended';
    this.changed();
  }
}
