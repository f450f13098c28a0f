import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import { type JsonObject, sameJson } from '../../../shared/llm/json.ts';
import { findTarget, providerRegistry } from '../../../shared/llm/providers/registry.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';
import { forModel, sentAsItIs, withModel } from '../../../shared/llm/transform/as-it-is.ts';
import { NO_LINKS } from '../../../shared/llm/transform/links.ts';
import { transformRequest } from '../../../shared/llm/transform/transform.ts';
import { codePoint } from '../../support/code-point.ts';
import { runs } from '../../support/full.ts';
import { requests } from './requests.ts';

const target = (name: string): Target => {
  const found = findTarget(providerRegistry(), name);
  if (typeof found === 'string') throw new Error(found);
  return found;
};

const TARGETS = [
  'openai/gpt-4.1',
  'openai/gpt-5',
  'openai-responses/gpt-5',
  'anthropic/claude-opus-4-6',
  'mistral/mistral-large-latest',
  'openai-compatible/any',
  'ollama/any',
].map(target);

/** What is said of a body is what its transform says. */
function agrees(body: JsonObject, to: Target): boolean {
  const said = sentAsItIs(body, to, 'warn');
  const chat = adapterOf(to.provider.dialect).readRequest(body, NO_LINKS);
  const { wire, losses, score } = transformRequest(chat, to);
  if (said === undefined) return true;
  expect(sameJson(wire, forModel(body, to.model)), JSON.stringify([body, wire], null, 1)).toBe(true);
  expect(said).toEqual({ losses, score });
  return true;
}

describe.each(TARGETS.map((each) => [`${each.provider.id}/${each.model}`, each] as const))(
  'to %s',
  (_, to) => {
    const { dialect } = to.provider;

    test('a body is only sent as it is where its transform would be the same', () => {
      const bodies = requests.map((request) => transformRequest(request, to).wire);
      fc.assert(
        fc.property(bodies, (body) => agrees(body, to)),
        { numRuns: runs(200, 10_000) },
      );
    });

    test('texts do not matter: what is known of one conversation holds for another of its shape', () => {
      const text = fc.oneof(
        fc.string({ unit: codePoint }),
        fc.constantFrom('', ' ', '\n', '{"a":1}', '•••1a2b'),
      );
      const said = fc.record({ role: fc.constantFrom('system', 'user', 'assistant'), content: text });
      const settings = fc.record(
        {
          temperature: fc.constantFrom(0, 0.5, 3),
          max_tokens: fc.constantFrom(100, 500),
          stream: fc.boolean(),
          stop: fc.constant(['a']),
        },
        { requiredKeys: ['max_tokens'] },
      );
      const list = dialect === 'openai-responses' ? 'input' : 'messages';
      const conversations = fc
        .tuple(settings, fc.array(said, { minLength: 1, maxLength: 4 }))
        .map(([rest, messages]): JsonObject => ({ model: 'm', ...rest, [list]: messages }));
      fc.assert(
        fc.property(conversations, (body) => agrees(body, to)),
        { numRuns: runs(300, 10_000) },
      );
    });
  },
);

test.each([
  'openai/gpt-4.1',
  'openai-compatible/any',
  'anthropic/claude-opus-4-6',
  'mistral/mistral-large-latest',
])('a plain conversation goes to %s as it is', (name) => {
  const to = target(name);
  const body = {
    model: 'any',
    max_tokens: 100,
    messages: [{ role: 'user', content: 'Where is it?' }],
  };
  expect(sentAsItIs(body, to, 'strict')?.score).toBe(100);
});

test('a field that the target knows under another name, or not at all, has to be written', () => {
  const messages = [{ role: 'user', content: 'Where is it?' }];
  const ollama = target('ollama/any');
  expect(sentAsItIs({ model: 'm', messages, max_tokens: 9 }, ollama, 'warn')).toBeDefined();
  expect(sentAsItIs({ model: 'm', messages, max_completion_tokens: 9 }, ollama, 'warn')).toBeUndefined();
  expect(
    sentAsItIs({ model: 'm', messages, temperature: 9 }, target('openai/gpt-5'), 'warn'),
  ).toBeUndefined();
});

const OTHER = 'another "model" \\u006d';
const withOther = (text: string): string | undefined => withModel(text, JSON.parse(text), OTHER);

test('another model is put into a text where its own stood, and nothing else changes', () => {
  const word = fc.oneof(
    fc.constantFrom('model', '"model"', '"', '\\', '\\u006dodel', ': "m"'),
    fc.string({ unit: codePoint }),
  );
  const value = fc.letrec((tie) => ({
    any: fc.oneof(word, fc.integer(), fc.array(tie('any')), fc.dictionary(word, tie('any'))),
  })).any;
  const before = fc.dictionary(word, value);
  const texts = fc
    .tuple(before, word, before, fc.constantFrom(undefined, 1, '\t'))
    .map(([first, model, rest, indent]) => JSON.stringify({ ...first, model, ...rest }, null, indent));
  fc.assert(
    fc.property(texts, (text) => {
      const changed = withOther(text);
      if (changed === undefined) return;
      expect(JSON.parse(changed)).toEqual({ ...JSON.parse(text), model: OTHER });
      expect(changed.length - text.length).toBe(
        JSON.stringify(OTHER).length - JSON.stringify(JSON.parse(text).model).length,
      );
    }),
    { numRuns: runs(300, 50_000) },
  );
});

test.each([
  ['{"model":"m"}', '{"model":%}'],
  ['{ "n" : 12345678901234567890, "model"\n:\t"m" , "s": "\\u00e9 model" }', undefined],
  ['{"s":"\\"model\\"","model":"m"}', '{"s":"\\"model\\"","model":%}'],
])('the model of %s can be changed', (text, changed) => {
  const wanted = changed ?? text.replace('"m"', '%');
  expect(withOther(text)).toBe(wanted.replace('%', JSON.stringify(OTHER)));
});

test.each([
  '{"model":"m","model":"m"}',
  '{"model":"m","\\u006dodel":"m"}',
  '{"\\u006Dodel":"m"}',
  '{"a":{"model":"m"}}',
  '{"model":1}',
  '{"model":"a\\"b"}',
  '{"model":"m","messages":[{"role":"model"}]}',
])('what is the model of %s is not plain', (text) => {
  expect(withOther(text)).toBeUndefined();
});
