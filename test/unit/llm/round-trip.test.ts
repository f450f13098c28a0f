import { describe, expect, test } from 'vitest';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import type { JsonObject } from '../../../shared/llm/json.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import { findTarget, providerRegistry } from '../../../shared/llm/providers/registry.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';
import { NO_LINKS } from '../../../shared/llm/transform/links.ts';
import { transformRequest } from '../../../shared/llm/transform/transform.ts';

const registry = providerRegistry();
function target(name: string): Target {
  const found = findTarget(registry, name);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

/** Bodies as clients send them, with fields that only the dialect knows, and every spelling it allows. */
const BODIES: readonly { readonly to: string; readonly wire: JsonObject }[] = [
  {
    to: 'openai/gpt-4.1',
    wire: {
      model: 'gpt-4.1',
      messages: [
        { role: 'developer', content: [{ type: 'text', text: 'Be brief.' }] },
        {
          role: 'user',
          content: [{ type: 'image_url', image_url: { url: 'data:image/png;base64,AAAA', detail: 'low' } }],
        },
        {
          role: 'assistant',
          content: 'Looking.',
          refusal: null,
          tool_calls: [{ id: 'call_1', type: 'function', function: { name: 'f', arguments: '{ "a": 1 }' } }],
        },
        {
          role: 'tool',
          tool_call_id: 'call_1',
          content: [
            { type: 'text', text: 'one' },
            { type: 'text', text: 'two' },
          ],
        },
        { role: 'assistant', tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'g', input: 'x' } }] },
        { role: 'function', name: 'old', content: 'x' },
      ],
      tools: [
        { type: 'custom', custom: { name: 'g' } },
        { type: 'function', function: { name: 'f', strict: null } },
      ],
      tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto', tools: [] } },
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'n', schema: { type: 'object' }, strict: null },
      },
      stream_options: { include_usage: true },
      stop: 'END',
      max_tokens: 5,
      user: 'u',
      temperature: null,
      prediction: { type: 'content', content: 'x' },
    },
  },
  {
    to: 'anthropic/claude-opus-4-8',
    wire: {
      model: 'claude-opus-4-8',
      max_tokens: 2000,
      system: [{ type: 'text', text: 'Be brief.', cache_control: { type: 'ephemeral', ttl: '1h' } }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
        {
          role: 'assistant',
          content: [
            { type: 'thinking', thinking: 'hm', signature: 'c2ln' },
            { type: 'redacted_thinking', data: 'ZGF0YQ==' },
            { type: 'server_tool_use', id: 'srv_1', name: 'web_search', input: { query: 'q' } },
            { type: 'tool_use', id: 'toolu_1', name: 'f', input: { a: [1, { b: null }] } },
          ],
        },
        {
          role: 'user',
          content: [
            { type: 'tool_result', tool_use_id: 'toolu_1' },
            { type: 'text', text: 'and?' },
          ],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: 'x', is_error: true }],
        },
        {
          role: 'user',
          content: [{ type: 'tool_result', tool_use_id: 'toolu_1', content: [{ type: 'text', text: 'y' }] }],
        },
        { role: 'system', content: 'From now on in French.' },
        {
          role: 'user',
          content: [
            { type: 'document', source: { type: 'content', content: 'x' }, title: 't' },
            {
              type: 'document',
              source: { type: 'text', data: 'words', media_type: 'text/plain' },
              citations: { enabled: true },
            },
          ],
        },
      ],
      tools: [
        { type: 'web_search_20250305', name: 'web_search', max_uses: 2 },
        {
          name: 'f',
          input_schema: { type: 'object' },
          cache_control: { type: 'ephemeral' },
          input_examples: [{}],
        },
      ],
      tool_choice: { type: 'any', disable_parallel_tool_use: true },
      thinking: { type: 'adaptive', display: 'omitted' },
      output_config: {
        effort: 'high',
        format: { type: 'json_schema', schema: { type: 'object', additionalProperties: false } },
      },
      metadata: { user_id: 'u' },
      inference_geo: 'eu',
      container: null,
    },
  },
  {
    to: 'gemini/gemini-3-pro-preview',
    wire: {
      model: 'models/gemini-3-pro-preview',
      systemInstruction: { role: 'user', parts: [{ text: 'Be brief.' }, { text: 'Be kind.' }] },
      contents: [
        {
          parts: [
            { text: 'Look at these.' },
            { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
            {
              fileData: { mimeType: 'video/mp4', fileUri: 'https://example.com/a.mp4' },
              videoMetadata: { fps: 2 },
            },
            {
              fileData: {
                mimeType: 'application/pdf',
                fileUri: 'https://generativelanguage.googleapis.com/v1beta/files/x',
              },
            },
          ],
        },
        {
          role: 'model',
          parts: [
            { text: 'hm', thought: true },
            { functionCall: { name: 'f', args: { a: [1, { b: null }] } }, thoughtSignature: 'c2ln' },
            { functionCall: { name: 'f', args: { a: 2 } } },
            { functionCall: { id: 'x 1', name: 'g' } },
            { executableCode: { language: 'PYTHON', code: '1' }, thoughtSignature: 'ZXhl' },
            { text: '', thoughtSignature: 'bGFzdA==' },
          ],
        },
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'f', response: { result: 3 } } },
            { functionResponse: { name: 'f', response: { error: 'no such thing' } } },
            {
              functionResponse: {
                id: 'x 1',
                name: 'g',
                response: { output: '{"a":1}' },
                parts: [{ inlineData: { mimeType: 'image/png', data: 'AAAA' } }],
                willContinue: false,
              },
            },
          ],
        },
        { role: 'function', parts: [{ functionResponse: { name: 'f', response: { output: ['a', 'b'] } } }] },
        { role: 'system', parts: [{ text: 'as nobody speaks' }] },
      ],
      tools: [
        {
          functionDeclarations: [
            {
              name: 'f',
              parameters: {
                type: 'OBJECT',
                properties: { a: { type: 'STRING', nullable: true, maxLength: '3' } },
                propertyOrdering: ['a'],
              },
            },
            { name: 'g', description: 'g', parametersJsonSchema: { type: 'object' }, behavior: 'BLOCKING' },
          ],
          urlContext: {},
        },
        { functionDeclarations: [{ name: 'h' }] },
        { functionDeclarations: [{ name: 'i' }] },
        { googleSearch: {} },
      ],
      toolConfig: {
        functionCallingConfig: { mode: 'ANY', allowedFunctionNames: ['f', 'g'] },
        retrievalConfig: { languageCode: 'de' },
      },
      generationConfig: {
        temperature: 0.5,
        candidateCount: 2,
        stopSequences: ['END'],
        responseMimeType: 'application/json',
        responseSchema: { type: 'object', properties: { s: { type: 'STRING', pattern: '^a' } } },
        thinkingConfig: { thinkingLevel: 'low', includeThoughts: true },
        responseModalities: ['TEXT'],
      },
      safetySettings: [{ category: 'HARM_CATEGORY_HARASSMENT', threshold: 'BLOCK_NONE' }],
      cachedContent: 'cachedContents/c',
      serviceTier: 'flex',
    },
  },
];

describe.each(BODIES)('$to', ({ to, wire }) => {
  const own = target(to);

  test('read and written again it is the same up to the order of keys', () => {
    const request = adapterOf(own.provider.dialect).readRequest(wire, NO_LINKS);
    const { wire: again, losses, score } = transformRequest(request, own);
    expect(again).toEqual(wire);
    expect(losses.filter(({ severity }) => severity !== 'none')).toEqual([]);
    expect(score).toBe(100);
  });

  test.each(BODIES.map((each) => each.to))('carried to %s every difference has a reason', (name) => {
    const request = adapterOf(own.provider.dialect).readRequest(wire, NO_LINKS);
    expect(transformRequest(request, target(name)).unexplained).toEqual([]);
  });
});

const ANSWERS: readonly (readonly [Dialect, JsonObject])[] = [
  [
    'openai-chat',
    {
      id: 'c1',
      object: 'chat.completion',
      created: 5,
      model: 'gpt-4.1',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'Hi', refusal: null, annotations: [] },
          logprobs: {
            content: [{ token: 'Hi', logprob: -0.1, bytes: [72, 105], top_logprobs: [] }],
            refusal: null,
          },
          finish_reason: 'stop',
        },
      ],
      usage: {
        prompt_tokens: 3,
        completion_tokens: 2,
        total_tokens: 5,
        completion_tokens_details: { reasoning_tokens: 1, audio_tokens: 0 },
      },
      system_fingerprint: 'fp',
    },
  ],
  [
    'anthropic',
    {
      id: 'm1',
      type: 'message',
      role: 'assistant',
      model: 'claude',
      content: [
        { type: 'thinking', thinking: 'hm', signature: 's' },
        { type: 'text', text: 'Hi', citations: null },
        { type: 'tool_use', id: 't', name: 'f', input: { a: 1 } },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
      stop_details: null,
      container: null,
      usage: {
        input_tokens: 3,
        output_tokens: 2,
        cache_creation_input_tokens: null,
        cache_read_input_tokens: 4,
        cache_creation: null,
        inference_geo: 'eu',
        output_tokens_details: null,
        server_tool_use: null,
        service_tier: 'standard',
      },
    },
  ],
  [
    'gemini',
    {
      candidates: [
        {
          content: {
            parts: [
              { text: 'hm', thought: true },
              { text: 'Hi' },
              { functionCall: { name: 'f', args: { a: 1 } }, thoughtSignature: 'c2ln' },
              { functionCall: { id: 'y', name: 'f' } },
              { inlineData: { mimeType: 'image/png', data: 'AAAA' } },
            ],
            role: 'model',
          },
          finishReason: 'STOP',
          index: 0,
          safetyRatings: [{ category: 'HARM_CATEGORY_HARASSMENT', probability: 'NEGLIGIBLE' }],
          logprobsResult: {
            chosenCandidates: [{ token: 'Hi', tokenId: 7, logProbability: -0.1 }],
            topCandidates: [{ candidates: [{ token: 'Hi', tokenId: 7, logProbability: -0.1 }] }],
          },
        },
        { finishReason: 'SPII' },
      ],
      usageMetadata: {
        promptTokenCount: 9,
        candidatesTokenCount: 4,
        thoughtsTokenCount: 3,
        cachedContentTokenCount: 2,
        toolUsePromptTokenCount: 5,
        totalTokenCount: 21,
        promptTokensDetails: [{ modality: 'TEXT', tokenCount: 9 }],
      },
      modelVersion: 'gemini-2.5-flash',
      responseId: 'r1',
    },
  ],
  [
    'gemini',
    {
      promptFeedback: { blockReason: 'SAFETY' },
      usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
      modelVersion: 'gemini-2.5-flash',
      responseId: 'r1',
    },
  ],
];

test.each(ANSWERS)('an answer of %s is the same when it is written again', (dialect, wire) => {
  const { readResponse, writeResponse } = adapterOf(dialect);
  const { value } = readResponse(wire);
  expect(writeResponse(value, { id: 'x', model: 'x', created: 0 }).value).toEqual(wire);
});

test('under coerce a schema that cannot be enforced is asked for in words, and told', () => {
  const request = { messages: [], responseFormat: { type: 'json' as const } };
  const { wire, losses } = transformRequest(request, target('anthropic/claude-opus-4-6'), 'coerce');
  expect(wire['system']).toBe('Answer with one JSON object and nothing else.');
  expect(losses.map((loss) => [loss.class, loss.path])).toContainEqual(['emulated', '/responseFormat']);
});

test('strict refuses what would be another question, and what is required', () => {
  const seeded = { messages: [], parameters: { seed: 1 } };
  const to = target('anthropic/claude-opus-4-6');
  expect(transformRequest(seeded, to, 'strict').refused).toEqual([]);
  const required = { ...seeded, required: ['/parameters'] };
  expect(transformRequest(required, to, 'strict').refused.map(({ path }) => path)).toEqual([
    '/parameters/seed',
    '/parameters/maxOutputTokens',
  ]);
  expect(transformRequest(required, to, 'warn').refused).toEqual([]);
});

test('one effort, told as the budget that was sent', () => {
  const request = {
    messages: [],
    reasoning: { effort: 'medium' as const },
    parameters: { maxOutputTokens: 8192 },
  };
  const { wire, losses } = transformRequest(request, target('anthropic/claude-sonnet-4-5'));
  expect(wire['thinking']).toEqual({ type: 'enabled', budget_tokens: 4096 });
  expect(losses.find(({ path }) => path === '/reasoning/effort')).toMatchObject({
    class: 'unit-changed',
    before: 'medium',
    after: 4096,
  });
});

test('a provider of the workspace needs no code', () => {
  const { providers, problems } = providerRegistry([
    { id: 'mine', extends: 'openai-compatible', baseUrl: 'http://127.0.0.1:9000/v1' },
    { id: 'openai', capabilities: { 'parameters.seed': { support: 'no', source: null } } },
    { id: 'broken', extends: 'nothing' },
  ]);
  expect(problems).toEqual(['Provider broken: it extends "nothing", which is not known.']);
  expect(providers.get('mine')?.baseUrl).toBe('http://127.0.0.1:9000/v1');
  const changed = findTarget({ providers, problems }, 'openai/gpt-4.1');
  expect(typeof changed === 'string' ? changed : changed.capabilities['parameters.seed']).toMatchObject({
    support: 'no',
    source: null,
    scope: { provider: 'openai', model: null, endpoint: '/chat/completions' },
  });
});

test('digits that a float does not keep are told, not rounded in silence', () => {
  const call = (text: string) => ({
    messages: [
      {
        role: 'assistant' as const,
        content: [{ type: 'tool_call' as const, id: 'c', name: 'f', arguments: text }],
      },
    ],
  });
  const to = target('anthropic/claude-opus-4-6');
  const lost = (text: string) =>
    transformRequest(call(text), to).losses.find(({ path }) => path.endsWith('/arguments'));
  expect(lost('{"id":9007199254740993}')).toMatchObject({
    class: 'quantised',
    severity: 'high',
    before: '{"id":9007199254740993}',
    after: '{"id":9007199254740992}',
  });
  expect(lost('{ "id": 9007199254740992 }')).toBeUndefined();
  const { wire } = transformRequest(call('{"id":9007199254740993}'), target('openai/gpt-4.1'));
  expect(JSON.stringify(wire)).toContain('9007199254740993');
});

test('parts that are sent in another order are told', () => {
  const request = {
    messages: [
      {
        role: 'assistant' as const,
        content: [
          { type: 'tool_call' as const, id: 'c', name: 'f', arguments: '{}' },
          { type: 'text' as const, text: 'Looking.' },
        ],
      },
    ],
  };
  const reordered = (name: string) =>
    transformRequest(request, target(name)).losses.find(({ path }) => path === '/messages/0/content');
  expect(reordered('openai/gpt-4.1')).toMatchObject({ class: 'relocated', before: [0, 1], after: [1, 0] });
  expect(reordered('anthropic/claude-opus-4-6')).toBeUndefined();
});

test('an extension that says what the request has a word for is no riddle', () => {
  const { wire, losses, unexplained } = transformRequest(
    { messages: [], extensions: { 'openai-chat': { temperature: 0.5, x_other: 1 } } },
    target('openai/gpt-4.1'),
  );
  expect(wire['temperature']).toBe(0.5);
  expect(unexplained).toEqual([]);
  expect(losses.map(({ class: kind, path }) => [kind, path])).toEqual([
    ['renamed', '/extensions/openai-chat/temperature'],
    ['default-changed', '/parameters/temperature'],
  ]);
});
