import type { TargetLimits } from '../../shared/llm/providers/spec.ts';
import { type Clock, pause } from './clock.ts';

const MINUTE_MS = 60_000;

/** Lets so many through at once and per minute; the others wait in their order. */
export class Gate {
  readonly #clock: Clock;
  readonly #limits: TargetLimits;
  readonly #waiting: (() => void)[] = [];
  #inside = 0;
  /** When each of the last minute's was let through, the oldest first. */
  readonly #entered: number[] = [];

  constructor(clock: Clock, limits: TargetLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Whether it lets everybody through. */
  get open(): boolean {
    const { concurrent, perMinute } = this.#limits;
    return concurrent === undefined && perMinute === undefined;
  }

  /** Waits for a place. Returns how to leave it, or undefined where `signal` was aborted meanwhile. */
  async enter(signal: AbortSignal): Promise<(() => void) | undefined> {
    if (this.#inside < (this.#limits.concurrent ?? Number.POSITIVE_INFINITY)) this.#inside++;
    else if (!(await this.#queue(signal))) return undefined;
    const leave = (): void => {
      // The place goes to the next one without becoming free in between.
      const next = this.#waiting.shift();
      if (next === undefined) this.#inside--;
      else next();
    };
    for (let wait = this.#tooSoon(); wait > 0; wait = this.#tooSoon()) {
      if (await pause(this.#clock, wait, signal)) continue;
      leave();
      return undefined;
    }
    if (this.#limits.perMinute !== undefined) this.#entered.push(this.#clock.now());
    return leave;
  }

  #queue(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const turn = (): void => {
        signal.removeEventListener('abort', aborted);
        resolve(true);
      };
      const aborted = (): void => {
        this.#waiting.splice(this.#waiting.indexOf(turn), 1);
        resolve(false);
      };
      signal.addEventListener('abort', aborted, { once: true });
      this.#waiting.push(turn);
    });
  }

  #tooSoon(): number {
    const { perMinute } = this.#limits;
    if (perMinute === undefined) return 0;
    const now = this.#clock.now();
    while (this.#entered.length > 0 && now - (this.#entered[0] ?? 0) >= MINUTE_MS) this.#entered.shift();
    const oldest = this.#entered[this.#entered.length - perMinute];
    return oldest === undefined ? 0 : oldest + MINUTE_MS - now;
  }
}

/** The gates of all targets: limits are an account's, so that who shares an account shares these. */
export class Gates {
  readonly #clock: Clock;
  readonly #gates = new Map<string, Gate>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Other limits begin anew. */
  of(server: string, limits: TargetLimits): Gate {
    const { concurrent = '', perMinute = '' } = limits;
    const key = `${server} ${concurrent} ${perMinute}`;
    const gate = this.#gates.get(key) ?? new Gate(this.#clock, limits);
    this.#gates.set(key, gate);
    return gate;
  }
}
