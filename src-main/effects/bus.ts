import type { Canonical } from '../../shared/values/canonical.ts';

/** How long a subscriber waits that does not say. */
export const SUBSCRIBE_MS = 30_000;

interface Waiting {
  readonly topic: string;
  wake(): void;
}

/**
 * The event bus of one owner in a session: messages by topic in order of publishing. Each is given to one subscribe request;
 * a subscriber that comes first waits.
 */
export class EventBus {
  readonly #topics = new Map<string, Canonical[]>();
  readonly #taken = new Map<string, number>();
  readonly #waiting = new Set<Waiting>();

  publish(topic: string, payload: Canonical): void {
    const messages = this.#topics.get(topic) ?? [];
    this.#topics.set(topic, messages);
    messages.push(payload);
    for (const subscriber of [...this.#waiting]) if (subscriber.topic === topic) subscriber.wake();
  }

  /** The next message of the topic, or null when none came in time. */
  async take(topic: string, timeoutMs: number, signal: AbortSignal): Promise<Canonical> {
    const deadline = performance.now() + timeoutMs;
    for (;;) {
      const index = this.#taken.get(topic) ?? 0;
      const message = this.#topics.get(topic)?.[index];
      if (message !== undefined) {
        this.#taken.set(topic, index + 1);
        return message;
      }
      const left = deadline - performance.now();
      if (left <= 0 || signal.aborted) return null;
      await this.#woken(topic, left, signal);
    }
  }

  /** Everything published, by topic. */
  published(): ReadonlyMap<string, readonly Canonical[]> {
    return this.#topics;
  }

  #woken(topic: string, timeoutMs: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        this.#waiting.delete(waiting);
        resolve();
      };
      const waiting: Waiting = { topic, wake: done };
      const timer = setTimeout(done, timeoutMs);
      signal.addEventListener('abort', done);
      this.#waiting.add(waiting);
    });
  }
}
