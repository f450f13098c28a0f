import type { z } from 'zod';
import { BUILT_IN_PROVIDERS } from './built-in.ts';
import {
  type ProviderOverride,
  type ProviderSpec,
  providerOverrideSchema,
  providerSpecSchema,
} from './spec.ts';
import { type Target, targetOf } from './target.ts';

export interface ProviderRegistry {
  /** By id, the built-in ones first. */
  readonly providers: ReadonlyMap<string, ProviderSpec>;
  /** What was wrong with the workspace's own; those are left out. */
  readonly problems: readonly ProviderProblem[];
}

export interface ProviderProblem {
  /** Which of the entries, from 0. */
  readonly entry: number;
  /** Where in it. */
  readonly path: readonly PropertyKey[];
  /** One sentence. */
  readonly message: string;
}

/** The built-in providers, with a workspace's changes and additions in their order. */
export function providerRegistry(overrides: readonly unknown[] = []): ProviderRegistry {
  const providers = new Map(BUILT_IN_PROVIDERS.map((spec) => [spec.id, spec]));
  const problems: ProviderProblem[] = [];
  for (const [entry, each] of overrides.entries()) {
    const override = providerOverrideSchema.safeParse(each);
    if (!override.success) {
      problems.push(...problemsOf(override.error, entry, nameOf(each)));
      continue;
    }
    const { extends: baseId, ...changes } = override.data;
    const base = providers.get(baseId ?? changes.id);
    if (baseId !== undefined && base === undefined) {
      const known = [...providers.keys()].join(', ');
      const message = `Provider ${changes.id}: it extends "${baseId}", which is not known: there are ${known}.`;
      problems.push({ entry, path: ['extends'], message });
      continue;
    }
    const merged = providerSpecSchema.safeParse(
      base === undefined ? changes : mergeSpec(base, changes, baseId !== undefined),
    );
    if (merged.success) providers.set(changes.id, merged.data);
    else problems.push(...problemsOf(merged.error, entry, `Provider ${changes.id}`));
  }
  return { providers, problems };
}

/** Finds `PROVIDER/MODEL`; a string says what is wrong. */
export function findTarget({ providers }: ProviderRegistry, name: string): Target | string {
  const slash = name.indexOf('/');
  if (slash <= 0 || slash === name.length - 1)
    return `"${name}" is no PROVIDER/MODEL, such as openai/gpt-4.1.`;
  const provider = providers.get(name.slice(0, slash));
  if (provider === undefined)
    return `There is no provider "${name.slice(0, slash)}": there are ${[...providers.keys()].join(', ')}.`;
  return targetOf(provider, name.slice(slash + 1));
}

/** A new provider that lists models has those; what is known of the base's families and of the same models holds for them too. */
function mergeSpec(base: ProviderSpec, changes: Omit<ProviderOverride, 'extends'>, isNew: boolean): unknown {
  const listed = isNew && changes.models !== undefined ? new Set(changes.models.map(({ id }) => id)) : null;
  const kept = base.models.filter(({ id }) => listed === null || listed.has(id) || id.endsWith('*'));
  const models = new Map(kept.map((model) => [model.id, model]));
  for (const model of changes.models ?? []) {
    const before = models.get(model.id);
    models.set(model.id, {
      ...before,
      ...model,
      capabilities: { ...before?.capabilities, ...model.capabilities },
      ...(before?.limits || model.limits ? { limits: { ...before?.limits, ...model.limits } } : {}),
    });
  }
  return {
    ...base,
    ...changes,
    options: { ...base.options, ...changes.options },
    limits: { ...base.limits, ...changes.limits },
    sources: { ...base.sources, ...changes.sources },
    capabilities: { ...base.capabilities, ...changes.capabilities },
    models: [...models.values()],
  };
}

function nameOf(value: unknown): string {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string'
    ? `Provider ${value.id}`
    : 'A provider';
}

function problemsOf(error: z.ZodError, entry: number, name: string): readonly ProviderProblem[] {
  return error.issues.map(({ path, message }) => ({
    entry,
    path,
    message: `${name}: ${path.length === 0 ? '' : `${path.join('.')}: `}${message}.`,
  }));
}
