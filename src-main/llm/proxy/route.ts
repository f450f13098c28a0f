import type { LlmRoute } from '../../../shared/api/llm-proxy.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import { findTarget, type ProviderRegistry } from '../../../shared/llm/providers/registry.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';
import type { Strategy } from '../contract.ts';
import { leastLatency, leastLoss, primary, weighted } from '../strategy.ts';

export function strategyOf(route: LlmRoute, weights: Readonly<Record<string, number>>): Strategy {
  switch (route) {
    case 'primary':
      return primary;
    case 'weighted':
      return weighted(weights);
    case 'latency':
      return leastLatency;
    case 'loss':
      return leastLoss;
  }
}

/** Whom a dialect's own clients mean by a model without a provider. */
const OWN: Readonly<Partial<Record<Dialect, string>>> = {
  'openai-chat': 'openai',
  'openai-responses': 'openai',
  anthropic: 'anthropic',
};

/** Where a client's request goes that was pointed nowhere: `PROVIDER/MODEL` where that is known, else a model of its dialect's own provider. */
export function routeOf(
  registry: ProviderRegistry,
  dialect: Dialect,
  model: string | undefined,
): readonly Target[] | string {
  if (model === undefined || model === '') return 'The request names no model.';
  const named = findTarget(registry, model);
  if (typeof named !== 'string') return [named];
  const own = findTarget(registry, `${OWN[dialect]}/${model}`);
  return typeof own === 'string' ? own : [own];
}
