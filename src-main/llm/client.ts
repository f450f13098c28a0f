import { Agent, type Dispatcher } from 'undici';
import type { Dialect } from '../../shared/llm/protocol/part.ts';
import type { ChatRequest } from '../../shared/llm/protocol/request.ts';
import { type Target, targetName, urlOf } from '../../shared/llm/providers/target.ts';
import { type Begun, Call, type CallTies, type TakeEvent } from './call.ts';
import { type Clock, systemClock } from './clock.ts';
import type { BreakerPolicy, CallEvent, CallOutcome, CallPolicy, TargetHealth } from './contract.ts';
import { type Gate, Gates } from './gate.ts';
import { Health } from './health.ts';
import { type Environment, type KeyRing, type KeySource, type Keys, keyRing, shownHeaders } from './key.ts';
import { Passage } from './passage.ts';
import { pulled } from './pulled.ts';
import { reachable, type ServiceUrls } from './reach.ts';
import { primary } from './strategy.ts';

const DEFAULT_POLICY: CallPolicy = {
  losses: 'warn',
  strategy: primary,
  retry: { attempts: 3, initialMs: 500, maxMs: 30_000 },
  timeouts: { headersMs: 120_000, idleMs: 60_000, totalMs: 600_000 },
  afterStart: 'fail',
  maxBytes: 32 * 1024 * 1024,
};

/** Limits of time that are shorter than this are looked after from the beginning: a passage knows none. */
const PATIENT_MS = 5000;

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
  /** Go with the request to targets that speak `raw`, and are shown; no secrets. */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The first target was asked already. */
  readonly begun?: Begun | undefined;
}

/** Where requests to a target go, and what goes with them but the key. */
export interface Way {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly origin: string;
  readonly path: string;
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
  readonly #states = new WeakMap<Target, TargetState>();
  readonly #ways = new WeakMap<Target, Way[]>();

  constructor(options: LlmClientOptions) {
    const { environment, keychain = null } = options;
    // Asking a process for a variable costs more than a good part of a call.
    this.keys = { environment: environment && { ...environment }, keychain };
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
    { tell, signal, raw, headers, begun }: CarryTies,
  ): Promise<CallOutcome> {
    return this.#run(request, targets, policy, { tell, signals: [signal], raw, headers, begun });
  }

  /**
   * Sends a body to a target that takes it as it is, at once and once. Undefined: there is something to be waited for, started
   * or said before, which is what a call is for. `carry` goes on with what comes of it, or `passed` says that it was a success.
   */
  pass(
    target: Target,
    body: string | Buffer,
    stream: boolean,
    { timeouts, maxBytes }: Partial<CallPolicy>,
  ): Passage | undefined {
    if (timeouts !== undefined && Object.values(timeouts).some((ms) => ms < PATIENT_MS)) return undefined;
    const { headersMs = PATIENT_MS, idleMs = PATIENT_MS } = target.limits;
    const { health, gate } = this.stateOf(target);
    if (headersMs < PATIENT_MS || idleMs < PATIENT_MS || !gate.open || !health.well) return undefined;
    if (!reachable(target.provider.baseUrl)) return undefined;
    const keys = keyRing(target.provider, this.keys);
    if ('code' in keys) return undefined;
    const { origin, path, headers } = this.wayTo(target, stream, keys);
    const passage = new Passage(keys, this.clock, maxBytes ?? DEFAULT_POLICY.maxBytes);
    this.dispatcher.dispatch(
      {
        origin,
        path,
        method: 'POST',
        headers: keys.some ? { ...headers, ...keys.header } : headers,
        body,
        headersTimeout: 0,
        bodyTimeout: 0,
      },
      passage,
    );
    return passage;
  }

  passed(target: Target, { startedAt, headersAt = startedAt, firstPartAt = headersAt }: Passage): void {
    this.stateOf(target).health.succeeded(firstPartAt - startedAt);
  }

  wayTo(target: Target, stream: boolean, keys: KeyRing): Way {
    const known = this.#ways.get(target) ?? [];
    this.#ways.set(target, known);
    const kind = (stream ? 1 : 0) + (keys.some ? 2 : 0);
    const found = known[kind];
    if (found !== undefined) return found;
    const url = urlOf(target, stream);
    const { origin, pathname, search } = new URL(url);
    const way = { url, origin, path: pathname + search, headers: shownHeaders(target, keys) };
    known[kind] = way;
    return way;
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
    { tell, signals, raw, headers, begun }: Pick<CallTies, 'tell' | 'signals'> & Partial<CallTies>,
  ): Promise<CallOutcome> {
    const ties = { tell, signals: [...signals, this.#closing.signal], raw, headers, begun };
    return new Call(this, request, { ...DEFAULT_POLICY, ...policy }, ties).run(targets);
  }

  health(target: Target): TargetHealth {
    return this.stateOf(target).health.view();
  }

  stateOf(target: Target): TargetState {
    const known = this.#states.get(target);
    if (known !== undefined) return known;
    // The same model at another address is another server.
    const server = `${target.provider.baseUrl} ${targetName(target)}`;
    const state = { health: this.#healthOf(server), gate: this.#gates.of(server, target.limits) };
    this.#states.set(target, state);
    return state;
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
