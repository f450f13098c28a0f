import type { LlmError } from '../../shared/llm/protocol/error.ts';
import type { Clock } from './clock.ts';
import type { BreakerPolicy, TargetHealth } from './contract.ts';
import { blamesTarget } from './failure.ts';

/** How fast the average forgets: a new time counts a third. */
const NEWEST = 1 / 3;

/**
 * One target's breaker, cooldown and speed, over all calls. After so many failures in a row it is left alone, also when it is
 * the only one; then one call probes it, and what becomes of that one decides.
 */
export class Health {
  readonly #clock: Clock;
  readonly #policy: BreakerPolicy;
  #failures = 0;
  #openUntil = 0;
  #coolUntil = 0;
  #probing = false;
  #latencyMs: number | undefined;
  #lastError: LlmError | undefined;

  constructor(clock: Clock, policy: BreakerPolicy) {
    this.#clock = clock;
    this.#policy = policy;
  }

  view(): TargetHealth {
    const now = this.#clock.now();
    const open = this.#failures >= this.#policy.failures;
    const state =
      open && now < this.#openUntil
        ? 'open'
        : this.#probing
          ? 'probing'
          : now < this.#coolUntil
            ? 'cooling'
            : 'closed';
    return {
      state,
      failures: this.#failures,
      waitMs: Math.max(0, (open ? this.#openUntil : 0) - now, this.#coolUntil - now),
      ...(this.#latencyMs === undefined ? {} : { latencyMs: this.#latencyMs }),
      ...(this.#lastError === undefined ? {} : { lastError: this.#lastError }),
    };
  }

  /** Nothing stands against it: no failure in its last answer, no pause that it asked for. */
  get well(): boolean {
    return this.#failures === 0 && (this.#coolUntil === 0 || this.#coolUntil <= this.#clock.now());
  }

  /** An attempt is about to begin; false: not now. Each one that may begin is ended by exactly one of the three below. */
  enter(): boolean {
    const { state, failures } = this.view();
    if (state !== 'closed') return false;
    if (failures >= this.#policy.failures) this.#probing = true;
    return true;
  }

  succeeded(latencyMs: number): void {
    this.#probing = false;
    this.#failures = 0;
    this.#lastError = undefined;
    const before = this.#latencyMs ?? latencyMs;
    this.#latencyMs = before + (latencyMs - before) * NEWEST;
  }

  /** `error.retryAfterMs` cools it whatever the failure. */
  failed(error: LlmError): void {
    this.#probing = false;
    const now = this.#clock.now();
    if (error.retryAfterMs !== undefined)
      this.#coolUntil = Math.max(this.#coolUntil, now + error.retryAfterMs);
    if (!blamesTarget(error)) return;
    this.#lastError = error;
    this.#failures++;
    if (this.#failures >= this.#policy.failures) this.#openUntil = now + this.#policy.openMs;
  }

  /** Nothing was learnt: the caller went away. */
  left(): void {
    this.#probing = false;
  }
}
