import { findTarget, type ProviderRegistry } from '../../../shared/llm/providers/registry.ts';
import type { RunError } from '../../../shared/trace/event.ts';
import { effectError } from '../../effects/answer.ts';
import type { LlmRequest } from '../../effects/llm.ts';
import type { LlmBackendOptions } from './options.ts';

/** Whom a request is for, `PROVIDER/MODEL` each. */
export function namesOf(
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
