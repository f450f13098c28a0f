import { DEMO_NOWHERE, demoProviders } from '../../../shared/llm/providers/demo.ts';
import {
  findTarget,
  type ProviderRegistry,
  providerRegistry,
} from '../../../shared/llm/providers/registry.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';
import type { RunError } from '../../../shared/trace/event.ts';
import { effectError, type Performed } from '../../effects/answer.ts';
import type { LlmBackend, LlmCalls, LlmRequest } from '../../effects/llm.ts';
import { LlmClient } from '../client.ts';
import { type Clock, systemClock } from '../clock.ts';
import type { RetryPolicy, Strategy, Timeouts } from '../contract.ts';
import type { DemoServer } from '../demo/server.ts';
import { Gates } from '../gate.ts';
import type { Keys } from '../key.ts';
import { leastLatency, leastLoss, primary, weighted } from '../strategy.ts';
import { answerOf } from './answer.ts';
import { chatRequestOf } from './chat-request.ts';
import { runErrorOf } from './error.ts';
import { recordedAttempts } from './recorded-call.ts';
import { scaledClock } from './scaled-clock.ts';

/** A named way to a model: `routes` of parallax.yml. */
export interface LlmRoute {
  /** `PROVIDER/MODEL` each. */
  readonly models: readonly string[];
  readonly strategy: 'primary' | 'weighted' | 'least_latency' | 'least_loss';
  readonly weights: Readonly<Record<string, number>>;
}

export interface LlmBackendOptions {
  /** `providers` of parallax.yml. */
  readonly providers: readonly unknown[];
  readonly routes: Readonly<Record<string, LlmRoute>>;
  readonly keys: Keys;
  /** Scales timeouts, pauses and breakers; 1 is real time. */
  readonly clockScale: number;
  readonly random: () => number;
  /** Started when one of its models is asked. */
  readonly demo: DemoServer;
}

/** Carries `llm` effects to the workspace's providers. */
export function createLlmBackend(options: LlmBackendOptions): LlmBackend {
  const known = providerRegistry([...demoProviders(DEMO_NOWHERE), ...options.providers]);
  // What an account allows is the same for all runs, and in real time.
  const gates = new Gates(systemClock);
  return {
    targets: (asked) => namesOf(asked, options, known),
    open: () => new Calls(options, known, scaledClock(options.clockScale), gates),
  };
}

function namesOf(
  { targets, route }: Pick<LlmRequest, 'targets' | 'route'>,
  { routes }: LlmBackendOptions,
  registry: ProviderRegistry,
): readonly string[] | RunError {
  const names = targets.length > 0 ? targets : routes[route]?.models;
  if (names === undefined) {
    const message = `no route ${route}: name it under routes in parallax.yml`;
    return effectError('unknown_route', message, { route });
  }
  for (const name of names) {
    const target = findTarget(registry, name);
    if (typeof target === 'string') return effectError('unknown_model', target, { model: name });
  }
  return names;
}

/** The calls of one owner, with the health of its targets. */
class Calls implements LlmCalls {
  readonly #options: LlmBackendOptions;
  readonly #registry: ProviderRegistry;
  readonly #client: LlmClient;

  constructor(options: LlmBackendOptions, registry: ProviderRegistry, clock: Clock, gates: Gates) {
    this.#options = options;
    this.#registry = registry;
    const { keys, random } = options;
    this.#client = new LlmClient({
      environment: keys.environment,
      ...(keys.keychain === null ? {} : { keychain: keys.keychain }),
      clock,
      gates,
      random,
    });
  }

  async perform(asked: LlmRequest, signal: AbortSignal, began: number): Promise<Performed> {
    const request = chatRequestOf(asked.request);
    if (typeof request === 'string')
      return { ok: false, error: effectError('invalid_request', request), attempts: [] };
    const targets = await this.#targets(asked);
    if ('code' in targets) return { ok: false, error: targets, attempts: [] };
    const { clockScale } = this.#options;
    const beganMs = performance.now() - began;
    const outcome = await this.#client.call(
      request,
      targets,
      {
        losses: asked.losses,
        strategy: this.#strategy(asked),
        retry: retryOf(asked),
        timeouts: timeoutsOf(asked, targets.length),
      },
      signal,
    );
    const recorded = recordedAttempts(outcome.attempts, { beganMs, scale: clockScale });
    if (outcome.ok) return { ...answerOf(request, outcome), ...recorded };
    const target = outcome.attempts.at(-1)?.target ?? asked.targets[0] ?? null;
    return { ok: false, error: runErrorOf(outcome.error, target, outcome.refused ?? []), ...recorded };
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  async #targets(asked: LlmRequest): Promise<readonly Target[] | RunError> {
    const names = namesOf(asked, this.#options, this.#registry);
    if ('code' in names) return names;
    const registry = names.some((name) => name.startsWith('demo-')) ? await this.#withDemo() : this.#registry;
    return names.flatMap((name) => {
      const target = findTarget(registry, name);
      return typeof target === 'string' ? [] : [target];
    });
  }

  async #withDemo(): Promise<ProviderRegistry> {
    const { providers } = await this.#options.demo.start();
    return providerRegistry([...providers, ...this.#options.providers]);
  }

  #strategy({ targets, route }: LlmRequest): Strategy {
    if (targets.length > 0) return primary;
    const { strategy = 'primary', weights = {} } = this.#options.routes[route] ?? {};
    if (strategy === 'weighted') return weighted(weights);
    if (strategy === 'least_latency') return leastLatency;
    return strategy === 'least_loss' ? leastLoss : primary;
  }
}

/** As for other effects, a step that says nothing of it is not asked again. */
function retryOf({ retry }: LlmRequest): RetryPolicy {
  if (retry === null) return { attempts: 1, initialMs: 0, maxMs: 0 };
  const { max_attempts: attempts, backoff, initial_delay_ms: initialMs, max_delay_ms: maxMs } = retry;
  return { attempts, backoff, initialMs, maxMs: maxMs ?? LONGEST_PAUSE_MS };
}

const LONGEST_PAUSE_MS = 300_000;
const USUAL_MS = 120_000;
const LONGEST_CALL_MS = 600_000;

/** The step's own time is for each attempt, from the request to the head of the answer, and between two pieces of it. */
function timeoutsOf({ timeoutMs, retry }: LlmRequest, targets: number): Timeouts {
  const each = timeoutMs ?? USUAL_MS;
  const totalMs = Math.max(LONGEST_CALL_MS, 2 * each * (retry?.max_attempts ?? 1) * targets);
  return { headersMs: each, idleMs: each, totalMs };
}
