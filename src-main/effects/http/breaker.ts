import type { BreakerRequest, RunError } from '../../../shared/trace/event.ts';
import { effectError } from '../answer.ts';

interface State {
  failures: number;
  openUntil: number;
}

/**
 * Circuit breakers of one session: what a run does must not depend on runs before it.
 * Counted per node, service and error code; `now` is monotonic, in milliseconds.
 */
export class Breakers {
  readonly #states = new Map<string, State>();

  /** The answer while a breaker is open, or undefined. */
  refusal(
    node: string,
    service: string,
    breakers: readonly BreakerRequest[],
    now: number,
  ): RunError | undefined {
    for (const breaker of breakers) {
      const state = this.#states.get(key(node, service, breaker.code));
      if (state === undefined || now >= state.openUntil) continue;
      const message = `${service} failed ${breaker.threshold} times with ${breaker.code}: not asked again for now`;
      return effectError(breaker.code, message, { circuit: 'open', service });
    }
    return undefined;
  }

  /** Counts an outcome: null for success. After an open breaker's time one request is let through; its failure opens it again. */
  record(
    node: string,
    service: string,
    breakers: readonly BreakerRequest[],
    error: RunError | null,
    now: number,
    clockScale: number,
  ): void {
    for (const breaker of breakers) {
      const at = key(node, service, breaker.code);
      if (error === null || (error.code !== breaker.code && error.fields['class'] !== breaker.code)) {
        this.#states.delete(at);
        continue;
      }
      const state = this.#states.get(at) ?? { failures: 0, openUntil: 0 };
      state.failures++;
      if (state.failures >= breaker.threshold) state.openUntil = now + breaker.open_ms * clockScale;
      this.#states.set(at, state);
    }
  }
}

function key(node: string, service: string, code: string): string {
  return JSON.stringify([node, service, code]);
}
