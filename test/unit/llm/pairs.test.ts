import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import { findTarget, providerRegistry } from '../../../shared/llm/providers/registry.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';
import { NO_LINKS } from '../../../shared/llm/transform/links.ts';
import { transformRequest } from '../../../shared/llm/transform/transform.ts';
import { runs } from '../../support/full.ts';
import { requests } from './requests.ts';

const registry = providerRegistry();

/** One target of each dialect. */
const NAMES = [
  'openai/gpt-4.1',
  'openai-responses/gpt-5',
  'anthropic/claude-opus-4-6',
  'gemini/gemini-2.5-pro',
  'mistral/mistral-large-latest',
];
const targets: readonly Target[] = NAMES.map((name) => {
  const found = findTarget(registry, name);
  if (typeof found === 'string') throw new Error(found);
  return found;
});

/** Bodies as `from` says whatever can be said, read again: what clients of one provider send to another. */
describe.each(targets.map((each) => [each.provider.dialect, each] as const))('a body of %s', (_, from) => {
  test.each(targets.map((each) => [each.provider.dialect, each] as const))(
    'carried to %s has no difference without a reason',
    (__, to) => {
      fc.assert(
        fc.property(requests, (request) => {
          const { wire } = transformRequest(request, from);
          const again = adapterOf(from.provider.dialect).readRequest(wire, NO_LINKS);
          expect(transformRequest(again, to).unexplained, JSON.stringify(wire, null, 1)).toEqual([]);
        }),
        { numRuns: runs(200, 10_000) },
      );
    },
    600_000,
  );
});
