import type { Capabilities, Capability, CapabilityCell, Cell } from '../capabilities/capability.ts';
import type { ModelSpec, ProviderSpec, TargetLimits } from './spec.ts';

/** One model at one provider, with everything known about it: what a request is transformed for. */
export interface Target {
  readonly provider: ProviderSpec;
  readonly model: string;
  /** The most specific entry that fits; absent: the provider lists no such model. */
  readonly spec: ModelSpec | undefined;
  readonly capabilities: Capabilities;
  readonly limits: TargetLimits;
}

/** `PROVIDER/MODEL`; the model's own id may hold slashes. */
export function targetName({ provider, model }: Target): string {
  return `${provider.id}/${model}`;
}

/** Models that no entry names are taken with what holds for the provider. */
export function targetOf(provider: ProviderSpec, model: string): Target {
  const fitting = provider.models
    .filter(({ id }) => (id.endsWith('*') ? model.startsWith(id.slice(0, -1)) : id === model))
    .sort((a, b) => specificity(a) - specificity(b));
  const capabilities: Partial<Record<Capability, CapabilityCell>> = {};
  const take = (cells: Readonly<Partial<Record<Capability, Cell>>>, scope: string | null): void => {
    for (const [name, cell] of Object.entries(cells) as [Capability, Cell][])
      capabilities[name] = {
        ...cell,
        source: cell.source === null ? null : (provider.sources[cell.source] ?? null),
        scope: { provider: provider.id, model: scope, endpoint: provider.paths.chat },
      };
  };
  take(provider.capabilities, null);
  for (const { id, capabilities: own } of fitting) take(own ?? {}, id);
  const limits: TargetLimits = Object.assign({}, provider.limits, ...fitting.map((each) => each.limits));
  return { provider, model, spec: fitting.at(-1), capabilities, limits };
}

/** An id is more specific than a family, a longer family than a shorter one. */
function specificity({ id }: ModelSpec): number {
  return id.endsWith('*') ? id.length : Number.MAX_SAFE_INTEGER;
}

/** Where the request goes. */
export function urlOf({ provider, model }: Target, stream: boolean): string {
  const path = (stream ? provider.paths.stream : undefined) ?? provider.paths.chat;
  return (
    provider.baseUrl.replace(/\/+$/, '') + path.replace('{model}', encodeURIComponent(model.toWellFormed()))
  );
}

/** Headers as they may be shown: the key's place is kept, the key is not there. */
export function redactedHeaders(target: Target): Readonly<Record<string, string>> {
  const { header, prefix = '' } = target.provider.auth;
  return {
    ...keylessHeaders(target),
    ...(header === undefined ? {} : { [header]: `${prefix}[redacted]` }),
  };
}

/** Headers of a request to a server that is asked without a key. */
export function keylessHeaders({ provider }: Target): Readonly<Record<string, string>> {
  return { 'content-type': 'application/json', ...provider.headers };
}
