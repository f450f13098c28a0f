import type { LlmRoute } from '../../../shared/api/llm-proxy.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import { findTarget, type ProviderRegistry } from '../../../shared/llm/providers/registry.ts';
import { type Target, targetName, targetOf } from '../../../shared/llm/providers/target.ts';
import type { Strategy } from '../contract.ts';
import { leastLatency, leastLoss, primary, weighted } from '../strategy.ts';

/** Where clients' requests go. */
export interface Routing {
  /** Whom a request is carried to; a string says why to nobody. */
  readonly route: (dialect: Dialect, model: string | undefined) => readonly Target[] | string;
  /** The models that a client of a dialect is told of. */
  readonly models: (dialect: Dialect) => readonly NamedModel[];
}

export interface NamedModel {
  /** What a client says to get it. */
  readonly id: string;
  readonly target: Target;
}

/** To the models `to`, whatever a client names; without any, to the one that it names. `registry` as it is now. */
export function routingOf(registry: () => ProviderRegistry, to: readonly string[]): Routing {
  if (to.length === 0)
    return {
      route: (dialect, model) => routeOf(registry(), dialect, model),
      models: (dialect) => modelsOf(registry(), dialect),
    };
  let from: ProviderRegistry | undefined;
  let found: readonly Target[] | string = [];
  const targetsNow = (): readonly Target[] | string => {
    const now = registry();
    if (now !== from) [from, found] = [now, targetsOf(now, to)];
    return found;
  };
  return {
    route: targetsNow,
    models: () => {
      const targets = targetsNow();
      return typeof targets === 'string' ? [] : targets.map((target) => ({ id: targetName(target), target }));
    },
  };
}

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
function routeOf(
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

/** Every model that a provider lists by its name: in short where that is enough, those first. */
function modelsOf(registry: ProviderRegistry, dialect: Dialect): readonly NamedModel[] {
  const own = OWN[dialect];
  const models = [...registry.providers.values()].flatMap((provider) =>
    provider.models
      .filter(({ id }) => !id.endsWith('*'))
      .map(({ id }): NamedModel => {
        const target = targetOf(provider, id);
        const short = provider.id === own ? routeOf(registry, dialect, id) : '';
        const isEnough = typeof short !== 'string' && short[0]?.provider === provider;
        return { id: isEnough ? id : targetName(target), target };
      }),
  );
  const isOwn = ({ target }: NamedModel): boolean => target.provider.id === own;
  return [...models.filter(isOwn), ...models.filter((model) => !isOwn(model))];
}

/** A string says which of them is none. */
export function targetsOf(registry: ProviderRegistry, names: readonly string[]): readonly Target[] | string {
  const found = names.map((name) => findTarget(registry, name));
  return found.find((each) => typeof each === 'string') ?? found.filter((each) => typeof each !== 'string');
}
