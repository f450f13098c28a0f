import { expect, test } from 'vitest';
import type { JsonObject } from '../../json.ts';
import { chatRequestSchema } from '../../protocol/request.ts';
import { findTarget, providerRegistry } from '../../providers/registry.ts';
import { NO_LINKS } from '../../transform/links.ts';
import { transformRequest } from '../../transform/transform.ts';
import { readRequest } from './request-read.ts';

function sent(request: object, model = 'gemini-3-pro-preview') {
  const target = findTarget(providerRegistry(), `gemini/${model}`);
  if (typeof target === 'string') throw new Error(target);
  return transformRequest(chatRequestSchema.parse({ messages: [], ...request }), target);
}
const told = ({ losses }: ReturnType<typeof sent>) =>
  losses.filter(({ severity }) => severity !== 'none').map(({ class: kind, path }) => [kind, path]);

test('the address says the model, and whether it is a stream', () => {
  const plain = sent({ messages: [{ role: 'user', content: 'Hi' }] });
  expect(plain.url).toMatch(/\/v1beta\/models\/gemini-3-pro-preview:generateContent$/);
  expect(plain.wire).toEqual({ contents: [{ role: 'user', parts: [{ text: 'Hi' }] }] });
  const stream = sent({ stream: true });
  expect(stream.url).toMatch(/:streamGenerateContent\?alt=sse$/);
  expect(stream.wire).toEqual({ contents: [] });
  expect(told(stream)).toEqual([]);
});

test('results name their function, go together, and are objects', () => {
  const call = (id: string, name: string) => ({ type: 'tool_call', id, name, arguments: '{}' });
  const result = (callId: string, content: string, more: object = {}) => ({
    role: 'tool',
    content: [{ type: 'tool_result', callId, content, ...more }],
  });
  const transformed = sent({
    messages: [
      { role: 'assistant', content: [call('a', 'f'), call('b', 'g'), call('c', 'h')] },
      result('a', '{ "n": 1 }'),
      result('b', 'plain'),
      result('c', 'gone', { isError: true }),
      result('d', '{"id":9007199254740993}'),
    ],
  });
  expect((transformed.wire['contents'] as JsonObject[])[1]).toEqual({
    role: 'user',
    parts: [
      { functionResponse: { id: 'a', name: 'f', response: { n: 1 } } },
      { functionResponse: { id: 'b', name: 'g', response: { output: 'plain' } } },
      { functionResponse: { id: 'c', name: 'h', response: { error: 'gone' } } },
      { functionResponse: { id: 'd', name: 'tool', response: { output: '{"id":9007199254740993}' } } },
    ],
  });
  expect(told(transformed)).toEqual([['default-changed', '/messages/4/content/0/name']]);
});

test('a result without an id answers the first open call of its name', () => {
  const { messages } = readRequest(
    {
      contents: [
        {
          role: 'model',
          parts: [
            { functionCall: { name: 'f' } },
            { functionCall: { name: 'g' } },
            { functionCall: { name: 'f' } },
          ],
        },
        {
          role: 'user',
          parts: ['f', 'f', 'g'].map((name) => ({ functionResponse: { name, response: {} } })),
        },
      ],
    },
    NO_LINKS,
  );
  const ids = messages.map(({ content }) =>
    content.map((part) => (part.type === 'tool_call' ? part.id : part.type === 'tool_result' && part.callId)),
  );
  expect(ids).toEqual([
    ['call_0', 'call_1', 'call_2'],
    ['call_0', 'call_2', 'call_1'],
  ]);
});

test('a schema goes in the form that enforces all of it, else without what is not enforced, and told', () => {
  const format = (schema: object) => {
    const transformed = sent({ responseFormat: { type: 'json_schema', schema } });
    return { config: transformed.wire['generationConfig'], told: told(transformed) };
  };
  const mime = { responseMimeType: 'application/json' };
  const strict = { type: 'object', properties: {}, additionalProperties: false };
  expect(format(strict)).toEqual({ config: { ...mime, responseJsonSchema: strict }, told: [] });
  expect(format({ type: 'string', pattern: '^a' })).toEqual({
    config: { ...mime, responseSchema: { type: 'STRING', pattern: '^a' } },
    told: [],
  });
  expect(format({ ...strict, properties: { s: { type: 'string', pattern: '^a' } } })).toEqual({
    config: { ...mime, responseJsonSchema: { ...strict, properties: { s: { type: 'string' } } } },
    told: [['schema-relaxed', '/responseFormat/schema/properties/s/pattern']],
  });
});

test('efforts are levels, and budgets on models before Gemini 3', () => {
  const thinking = (reasoning: object, model?: string) => {
    const transformed = sent({ reasoning, parameters: { maxOutputTokens: 1000 } }, model);
    return [(transformed.wire['generationConfig'] as JsonObject)['thinkingConfig'], told(transformed)];
  };
  expect(thinking({ effort: 'low' })).toEqual([{ thinkingLevel: 'LOW' }, []]);
  expect(thinking({ effort: 'none' })).toEqual([{ thinkingBudget: 0 }, []]);
  expect(thinking({ adaptive: true, show: 'auto' })).toEqual([
    { thinkingBudget: -1, includeThoughts: true },
    [],
  ]);
  expect(thinking({ effort: 'max' })).toEqual([
    { thinkingLevel: 'HIGH' },
    [['enum-collapsed', '/reasoning/effort']],
  ]);
  expect(thinking({ effort: 'low' }, 'gemini-2.5-pro')).toEqual([
    { thinkingBudget: 250 },
    [['unit-changed', '/reasoning/effort']],
  ]);
});

test('thoughts of others stay behind; signatures go back where they were', () => {
  const own = { type: 'reasoning', signature: 'c2ln', dialect: 'gemini' };
  const next = { extensions: { gemini: { $at: 'next' } } };
  const transformed = sent({
    messages: [
      {
        role: 'assistant',
        content: [
          { type: 'reasoning', text: 'hm', signature: 'x', dialect: 'anthropic' },
          { ...own, ...next },
          { type: 'tool_call', id: 'a', name: 'f', arguments: '{}' },
          own,
        ],
      },
    ],
  });
  expect((transformed.wire['contents'] as JsonObject[])[0]?.['parts']).toEqual([
    { functionCall: { id: 'a', name: 'f', args: {} }, thoughtSignature: 'c2ln' },
    { thought: true, thoughtSignature: 'c2ln' },
  ]);
  expect(told(transformed)).toEqual([['opaque-state-lost', '/messages/0/content/0']]);
});

test('names in snake case say the same, and names of the caller stay', () => {
  const args = { file_uri: { mime_type: 'x' } };
  const snake = readRequest(
    {
      system_instruction: { parts: [{ text: 'Be brief.' }] },
      contents: [{ role: 'model', parts: [{ function_call: { name: 'f', args } }] }],
      generation_config: { top_k: 3, topK: 4 },
    },
    NO_LINKS,
  );
  expect(snake.messages[0]).toEqual({ role: 'system', content: [{ type: 'text', text: 'Be brief.' }] });
  expect(snake.messages[1]?.content[0]).toMatchObject({ arguments: JSON.stringify(args) });
  expect(snake.parameters).toEqual({ topK: 4 });
});

test('media without a type get one: by the ending of the address, or the usual one, and it is told', () => {
  const url = (address: string) => ({ source: { kind: 'url', url: address } });
  const transformed = sent({
    messages: [
      {
        role: 'user',
        content: [
          { type: 'file', ...url('https://example.com/a.PDF?x=1') },
          { type: 'image', ...url('https://example.com/a') },
          { type: 'file', ...url('https://example.com/a') },
          { type: 'file', source: { kind: 'upload', id: 'file-1' } },
          { type: 'file', source: { kind: 'text', text: 'é' } },
        ],
      },
    ],
  });
  expect((transformed.wire['contents'] as JsonObject[])[0]?.['parts']).toEqual([
    { fileData: { mimeType: 'application/pdf', fileUri: 'https://example.com/a.PDF?x=1' } },
    { fileData: { mimeType: 'image/png', fileUri: 'https://example.com/a' } },
    { fileData: { fileUri: 'https://example.com/a' } },
    { inlineData: { mimeType: 'text/plain', data: 'w6k=' } },
  ]);
  expect(told(transformed)).toEqual([
    ['default-changed', '/messages/0/content/1/source/mediaType'],
    ['dropped', '/messages/0/content/3'],
  ]);
});
