import { Agent, type Dispatcher } from 'undici';
import type { Dialect } from '../../shared/llm/protocol/part.ts';
import type { ChatRequest } from '../../shared/llm/protocol/request.ts';
import { type Target, targetName } from '../../shared/llm/providers/target.ts';
import { Call, type CallTies, type TakeEvent } from './call.ts';
import { type Clock, systemClock } from './clock.ts';
import type { BreakerPolicy, CallEvent, CallOutcome, CallPolicy, TargetHealth } from './contract.ts';
import { type Gate, Gates } from './gate.ts';
import { Health } from './health.ts';
import type { Environment, KeySource, Keys } from './key.ts';
import { pulled } from './pulled.ts';
import type { ServiceUrls } from './reach.ts';
import { primary } from './strategy.ts';

const DEFAULT_POLICY: CallPolicy = {
  losses: 'warn',
  strategy: primary,
  retry: { attempts: 3, initialMs: 500, maxMs: 30_000 },
  timeouts: { headersMs: 120_000, idleMs: 60_000, totalMs: 600_000 },
  afterStart: 'fail',
  maxBytes: 32 * 1024 * 1024,
};

export interface LlmClientOptions {
  /** Where keys are read from, by the variable that a provider's spec names; null: this workspace is trusted with none. */
  readonly environment: Environment;
  /** Keys that a person gave; they go before those of the environment. */
  readonly keychain?: KeySource;
  /** Services of a workspace that its providers may be; default none. */
  readonly services?: ServiceUrls;
  /** Limits that are shared with other clients; default its own. */
  readonly gates?: Gates;
  readonly breaker?: BreakerPolicy;
  readonly connectMs?: number;
  readonly clock?: Clock;
  /** Uniform in [0, 1). */
  readonly random?: () => number;
}

export interface CarryTies {
  readonly tell: TakeEvent;
  readonly signal: AbortSignal;
  /** The dialect whose bytes are as good as parts. */
  readonly raw: Dialect;
}

/** How a target is seen by all calls. */
export interface TargetState {
  readonly health: Health;
  readonly gate: Gate;
}

/**
 * The way out to language models: connections, keys, health and limits of all targets. One per workspace; `close` ends every
 * call and connection.
 */
export class LlmClient {
  readonly keys: Keys;
  readonly clock: Clock;
  readonly random: () => number;
  readonly dispatcher: Dispatcher;
  readonly services: ServiceUrls | null;
  readonly #breaker: BreakerPolicy;
  readonly #health = new Map<string, Health>();
  readonly #gates: Gates;
  readonly #closing = new AbortController();

  constructor(options: LlmClientOptions) {
    const { environment, keychain = null } = options;
    this.keys = { environment, keychain };
    this.services = options.services ?? null;
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
    this.#gates = options.gates ?? new Gates(this.clock);
    this.#breaker = options.breaker ?? { failures: 5, openMs: 30_000 };
    this.dispatcher = new Agent({
      connect: { timeout: options.connectMs ?? 10_000 },
      keepAliveTimeout: 30_000,
      maxHeaderSize: 64 * 1024,
    });
  }

  /**
   * Asks `targets`, in the order of the policy's strategy, until one answers. Nothing is sent before the first event is taken,
   * and a stream is read only as fast as its events are. Leaving the loop early cancels the call. Never throws.
   * `request.stream` says whether parts come; the outcome is complete either way.
   */
  stream(
    request: ChatRequest,
    targets: readonly Target[],
    policy: Partial<CallPolicy> = {},
    signal: AbortSignal = NEVER,
  ): AsyncGenerator<CallEvent, void> {
    return pulled(async (tell, left) => {
      const outcome = await this.#run(request, targets, policy, { tell, signals: [signal, left] });
      await tell({ type: 'done', outcome });
    });
  }

  /**
   * The same, told as it happens; the call goes on when `tell` has taken an event. A target that speaks `raw` gives its answer as
   * it came, unless its key could be in that: `raw` events in place of parts, and `raw` of the outcome.
   */
  carry(
    request: ChatRequest,
    targets: readonly Target[],
    policy: Partial<CallPolicy>,
    { tell, signal, raw }: CarryTies,
  ): Promise<CallOutcome> {
    return this.#run(request, targets, policy, { tell, signals: [signal], raw });
  }

  /** The same, for those who wait for the end. */
  call(
    request: ChatRequest,
    targets: readonly Target[],
    policy: Partial<CallPolicy> = {},
    signal: AbortSignal = NEVER,
  ): Promise<CallOutcome> {
    return this.#run(request, targets, policy, { tell: () => undefined, signals: [signal] });
  }

  #run(
    request: ChatRequest,
    targets: readonly Target[],
    policy: Partial<CallPolicy>,
    { tell, signals, raw }: Omit<CallTies, 'raw'> & { readonly raw?: Dialect },
  ): Promise<CallOutcome> {
    const ties = { tell, signals: [...signals, this.#closing.signal], raw };
    return new Call(this, request, { ...DEFAULT_POLICY, ...policy }, ties).run(targets);
  }

  health(target: Target): TargetHealth {
    return this.stateOf(target).health.view();
  }

  stateOf(target: Target): TargetState {
    // The same model at another address is another server.
    const server = `${target.provider.baseUrl} ${targetName(target)}`;
    return {
      health: this.#healthOf(server),
      gate: this.#gates.of(server, target.limits),
    };
  }

  #healthOf(server: string): Health {
    const health = this.#health.get(server) ?? new Health(this.clock, this.#breaker);
    this.#health.set(server, health);
    return health;
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.dispatcher.destroy();
  }
}

const NEVER = new AbortController().signal;
