import { DIALECTS, type Dialect } from '../protocol/part.ts';
import { BUILT_IN_PROVIDERS } from './built-in.ts';
import type { ProviderOverride } from './spec.ts';

/**
 * The demo at an address, for the registry: a provider `demo-DIALECT` for each dialect that is spoken, with the model `demo` and
 * without a key. It knows what the first built-in provider of the dialect knows.
 */
export function demoProviders(url: string): readonly ProviderOverride[] {
  return DIALECTS.flatMap((dialect) => provider(dialect, url));
}

/** Stands for the demo's address until there is one: names and capabilities are the same wherever it is. */
export const DEMO_NOWHERE = 'http://127.0.0.1:1';

function provider(dialect: Dialect, url: string): readonly ProviderOverride[] {
  const base = BUILT_IN_PROVIDERS.find((spec) => spec.dialect === dialect);
  if (base === undefined) return [];
  return [
    {
      id: `demo-${dialect}`,
      extends: base.id,
      name: `Demo (${base.name})`,
      baseUrl: `${url}/${dialect}`,
      auth: {},
      models: [{ id: 'demo' }],
    },
  ];
}
