import type { LlmForecast, LlmModelView, LlmProviders, LlmProviderView } from '../../../shared/api/llm.ts';
import type { Capability } from '../../../shared/llm/capabilities/capability.ts';
import { SPOKEN } from '../../../shared/llm/dialects/adapters.ts';
import type { LossPolicy } from '../../../shared/llm/losses/policy.ts';
import type { ChatRequest } from '../../../shared/llm/protocol/request.ts';
import type { ProviderRegistry } from '../../../shared/llm/providers/registry.ts';
import type { ProviderSpec } from '../../../shared/llm/providers/spec.ts';
import { type Target, targetName, targetOf } from '../../../shared/llm/providers/target.ts';
import { transformRequest } from '../../../shared/llm/transform/transform.ts';

/** Every model that a request can be written for. Families stand for models that are not known by name: they are no targets. */
export function everyTarget({ providers }: ProviderRegistry): readonly Target[] {
  return [...providers.values()]
    .filter(({ dialect }) => SPOKEN.includes(dialect))
    .flatMap((provider) => named(provider).map(({ id }) => targetOf(provider, id)));
}

/** What every target would lose, the most faithful first; equally faithful ones in their own order. */
export function forecastLosses(
  request: ChatRequest,
  targets: readonly Target[],
  policy: LossPolicy,
): readonly LlmForecast[] {
  return targets
    .map((target) => {
      const { score, losses, refused } = transformRequest(request, target, policy);
      return {
        target: targetName(target),
        dialect: target.provider.dialect,
        score,
        losses,
        refused: refused.map(({ path }) => path),
      };
    })
    .toSorted((a, b) => b.score - a.score);
}

export function providersView({ providers, problems }: ProviderRegistry): Omit<LlmProviders, 'demo'> {
  return { providers: [...providers.values()].map(providerView), problems };
}

function providerView(provider: ProviderSpec): LlmProviderView {
  const { id, name, dialect, baseUrl, version, auth } = provider;
  return {
    id,
    name,
    dialect,
    baseUrl,
    version,
    keyFrom: auth.env ?? null,
    models: named(provider).map((model) => modelView(targetOf(provider, model.id))),
  };
}

/** What people ask for first. */
const FEATURES: readonly Capability[] = [
  'tools',
  'responseFormat.json_schema',
  'reasoning.effort',
  'reasoning.budgetTokens',
  'input.image',
  'input.audio',
  'input.file',
  'parameters.logprobs',
  'cache.marks',
];

function modelView(target: Target): LlmModelView {
  const cells = Object.values(target.capabilities);
  return {
    target: targetName(target),
    model: target.model,
    features: FEATURES.filter((name) => target.capabilities[name]?.support === 'yes'),
    facts: cells.length,
    sourced: cells.filter(({ source }) => source !== null).length,
  };
}

function named({ models }: ProviderSpec) {
  return models.filter(({ id }) => !id.endsWith('*'));
}
