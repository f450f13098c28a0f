import type { LlmForecast, LlmModelView, LlmProviderView } from '../../../shared/api/llm.ts';
import type { Capability } from '../../../shared/llm/capabilities/capability.ts';
import type { LossPolicy } from '../../../shared/llm/losses/policy.ts';
import type { ChatRequest } from '../../../shared/llm/protocol/request.ts';
import type { ProviderRegistry } from '../../../shared/llm/providers/registry.ts';
import { type ProviderSpec, providerOverrideSchema } from '../../../shared/llm/providers/spec.ts';
import { type Target, targetName, targetOf } from '../../../shared/llm/providers/target.ts';
import { transformRequest } from '../../../shared/llm/transform/transform.ts';
import { type Keys, keyState } from '../key.ts';

/** Every model that a request can be written for. Families stand for models that are not known by name: they are no targets. */
export function everyTarget({ providers }: ProviderRegistry): readonly Target[] {
  return [...providers.values()].flatMap((provider) =>
    named(provider).map(({ id }) => targetOf(provider, id)),
  );
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

/** What is known of providers, but for the keys themselves. `own`: the workspace's entries. */
export function providerViews(
  { providers }: ProviderRegistry,
  own: readonly unknown[],
  keys: Keys,
): readonly LlmProviderView[] {
  const entries = new Map(
    own.flatMap((entry) => {
      const { data } = providerOverrideSchema.safeParse(entry);
      return data === undefined ? [] : [[data.id, data] as const];
    }),
  );
  return [...providers.values()].map((provider) => {
    const { id, name, dialect, baseUrl, version, auth, limits = {} } = provider;
    return {
      id,
      name,
      dialect,
      baseUrl,
      version,
      keyFrom: auth.env ?? null,
      key: keyState(provider, keys),
      own: entries.get(id) ?? null,
      limits,
      models: named(provider).map((model) => modelView(targetOf(provider, model.id))),
    };
  });
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
    limits: target.limits,
  };
}

function named({ models }: ProviderSpec) {
  return models.filter(({ id }) => !id.endsWith('*'));
}
