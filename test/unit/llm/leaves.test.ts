import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import { sameJson } from '../../../shared/llm/json.ts';
import { chatRequestSchema } from '../../../shared/llm/protocol/request.ts';
import { findTarget, providerRegistry } from '../../../shared/llm/providers/registry.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';
import { NO_LINKS } from '../../../shared/llm/transform/links.ts';
import { transformRequest } from '../../../shared/llm/transform/transform.ts';
import { requests } from './requests.ts';
import { requestValidator } from './vendor-specs.ts';

const full = process.env['PARALLAX_FULL'] === '1';
const numRuns = full ? 10_000 : 200;

const registry = providerRegistry();
const target = (name: string): Target => {
  const found = findTarget(registry, name);
  if (typeof found === 'string') throw new Error(found);
  return found;
};

/** Every dialect, and the kinds of models that differ in it. */
const TARGETS = [
  'openai/gpt-4.1',
  'openai/gpt-5',
  'openai-responses/gpt-4.1',
  'openai-responses/gpt-5',
  'anthropic/claude-opus-4-6',
  'anthropic/claude-sonnet-4-5',
  'anthropic/claude-opus-4-8',
  'gemini/gemini-2.5-flash',
  'gemini/gemini-3-pro-preview',
  'mistral/mistral-large-latest',
  'openai-compatible/any',
  'ollama/any',
  'vllm/any',
].map(target);

describe.each(TARGETS.map((each) => [`${each.provider.id}/${each.model}`, each] as const))(
  'to %s',
  (_, to) => {
    const adapter = adapterOf(to.provider.dialect);
    // Compatible servers are no business of the vendor's.
    const validate =
      to.provider.options !== undefined
        ? 'compatible servers have no specification'
        : requestValidator(to.provider.dialect);

    test('no leaf is unexplained, under any policy', () => {
      fc.assert(
        fc.property(
          requests,
          fc.constantFrom('strict' as const, 'warn' as const, 'coerce' as const),
          (request, policy) => {
            expect(chatRequestSchema.safeParse(request).error).toBeUndefined();
            const { unexplained } = transformRequest(request, to, policy);
            expect(unexplained).toEqual([]);
          },
        ),
        { numRuns },
      );
    });

    test('what is written says the same when it is read and written again', () => {
      fc.assert(
        fc.property(requests.map(withoutOwnWords), (request) => {
          const { wire } = transformRequest(request, to);
          const again = transformRequest(adapter.readRequest(wire, NO_LINKS), to).wire;
          expect(sameJson(again, wire), JSON.stringify([wire, again], null, 1)).toBe(true);
        }),
        { numRuns },
      );
    });

    test('texts that are not sent are told, and only those', () => {
      fc.assert(
        fc.property(requests, (request) => {
          const { wire, losses } = transformRequest(request, to);
          const sent = JSON.stringify(wire);
          for (const [i, { content }] of request.messages.entries())
            for (const [k, part] of content.entries()) {
              if (part.type !== 'text') continue;
              const path = `/messages/${i}/content/${k}`;
              const told = losses.some(
                (loss) => loss.path === path || (loss.path === `/messages/${i}` && loss.after === null),
              );
              expect(sent.includes(JSON.stringify(part.text).slice(1, -1)) || told, path).toBe(true);
            }
        }),
        { numRuns },
      );
    });

    test('it is what the vendor describes', (context) => {
      if (typeof validate === 'string') return context.skip(validate);
      fc.assert(
        fc.property(requests, (request) => {
          const { wire } = transformRequest(withoutInventions(request), to);
          expect(validate(wire), JSON.stringify([validate.errors, wire], null, 1)).toBe(true);
        }),
        { numRuns },
      );
    });
  },
);

/** Requests as people may write them: extensions and foreign parts of the generator are made up, and no vendor knows them. */
function withoutInventions<T>(value: T): T {
  if (Array.isArray(value))
    return value
      .filter(
        (each) =>
          !(typeof each === 'object' && each !== null && (each.type === 'foreign' || 'foreign' in each)),
      )
      .map(withoutInventions) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'extensions')
      .map(([key, inner]) => [key, withoutInventions(inner)]),
  ) as T;
}

/** Without extensions that say what the request has words for: read again, they are those words. */
function withoutOwnWords<T>(value: T): T {
  if (Array.isArray(value)) return value.map(withoutOwnWords) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key, inner]) => key !== 'extensions' || JSON.stringify(inner).includes('"x'))
      .map(([key, inner]) => [key, withoutOwnWords(inner)]),
  ) as T;
}
