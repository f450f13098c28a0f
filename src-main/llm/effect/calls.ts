import {
  findTarget,
  type ProviderRegistry,
  providerRegistry,
} from '../../../shared/llm/providers/registry.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';
import type { RunError } from '../../../shared/trace/event.ts';
import { effectError, type Performed } from '../../effects/answer.ts';
import type { LlmCalls, LlmRequest } from '../../effects/llm.ts';
import { LlmClient } from '../client.ts';
import type { RetryPolicy, Strategy, Timeouts } from '../contract.ts';
import type { Gates } from '../gate.ts';
import { leastLatency, leastLoss, primary, weighted } from '../strategy.ts';
import { answerOf } from './answer.ts';
import { chatRequestOf } from './chat-request.ts';
import { runErrorOf } from './error.ts';
import { namesOf } from './names.ts';
import type { LlmBackendOptions } from './options.ts';
import { recordedAttempts } from './recorded-call.ts';
import { scaledClock } from './scaled-clock.ts';

/** The calls of one owner, with the health of its targets. */
export class ProviderCalls implements LlmCalls {
  readonly #options: LlmBackendOptions;
  readonly #registry: ProviderRegistry;
  readonly #client: LlmClient;

  constructor(options: LlmBackendOptions, registry: ProviderRegistry, gates: Gates) {
    this.#options = options;
    this.#registry = registry;
    const { keys, random, services } = options;
    this.#client = new LlmClient({
      environment: keys.environment,
      ...(keys.keychain === null ? {} : { keychain: keys.keychain }),
      services,
      clock: scaledClock(options.clockScale),
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
      if (typeof target === 'string') return [];
      return [asked.timeoutMs === null ? target : withoutTimes(target)];
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

/** As for services, a step's own time comes first. */
function withoutTimes(target: Target): Target {
  const { headersMs: _, idleMs: __, ...limits } = target.limits;
  return { ...target, limits };
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
