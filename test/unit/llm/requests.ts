import fc from 'fast-check';
import type { JsonObject } from '../../../shared/llm/json.ts';
import type { Part } from '../../../shared/llm/protocol/part.ts';
import type { ChatRequest, Message } from '../../../shared/llm/protocol/request.ts';
import { FULL } from '../../support/full.ts';

/** Requests with everything that the canonical protocol can say, valid or not for any one provider. */

const word = fc.stringMatching(/^[a-z][a-z0-9_]{0,8}$/);
const text = fc.oneof(
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }),
  word,
  fc.constant('{"a": 1}'),
);
const base64 = fc.base64String({ minLength: 4, maxLength: 16 });
const url = word.map((name) => `https://example.com/${name}.png`);
const cache = fc.constantFrom({}, { ttl: '5m' as const }, { ttl: '1h' as const });
const record = <T extends object>(
  model: { [K in keyof T]: fc.Arbitrary<T[K]> },
  required: (keyof T)[],
): fc.Arbitrary<T> => fc.record(model, { requiredKeys: required }) as unknown as fc.Arbitrary<T>;

const extensions = fc.constantFrom(
  { 'openai-chat': { x_vendor: 1 } },
  { anthropic: { x_container: 'c', x_deep: { a: [1, null] } } },
  { gemini: { xSafety: true } },
  { 'openai-responses': { x_moderation: 1, x_deep: { a: [1] } } },
  // What the dialects have words for themselves.
  { 'openai-chat': { temperature: 0.3, function: { description: 'd', parameters: {} }, name: 'n' } },
  {
    'openai-chat': { tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }] },
  },
  { anthropic: { top_k: 5, cache_control: { type: 'ephemeral' }, strict: true, content: 'c' } },
  { anthropic: { thinking: { type: 'enabled', budget_tokens: 1024 }, system: 's' } },
  { 'openai-responses': { instructions: 'i', temperature: 0.3, status: 'completed', phase: 'final_answer' } },
  {
    gemini: {
      generationConfig: { topK: 3, thinkingConfig: { thinkingBudget: 9 } },
      role: 'model',
      text: 't',
    },
  },
  { gemini: { systemInstruction: { parts: [{ text: 's' }] }, thought: true, thoughtSignature: 'c2ln' } },
  { gemini: { functionCall: { name: 'f' }, functionResponse: { name: 'f', response: {} }, parts: [] } },
  { mistral: { random_seed: 3, prompt_cache_key: 'k', prefix: true, content: 'c', name: 'n' } },
  {
    mistral: { tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{}' } }], thinking: [], type: 't' },
  },
  { 'openai-responses': { text: { verbosity: 'low' }, reasoning: { summary: 'auto' }, name: 'n' } },
);

const source = fc.oneof(
  record({ kind: fc.constant('url' as const), url, mediaType: fc.constantFrom('image/png') }, [
    'kind',
    'url',
  ]),
  record(
    {
      kind: fc.constant('data' as const),
      data: base64,
      mediaType: fc.constantFrom(
        'image/png',
        'image/tiff',
        'audio/wav',
        'audio/mpeg',
        'application/pdf',
        'text/csv',
        'video/mp4',
      ),
    },
    ['kind', 'data'],
  ),
  record(
    {
      kind: fc.constant('upload' as const),
      id: word,
      // Not of Anthropic, whose description leaves out uploads.
      dialect: fc.constantFrom('openai-chat' as const, 'openai-responses' as const, 'gemini' as const),
    },
    ['kind', 'id'],
  ),
  record({ kind: fc.constant('text' as const), text, mediaType: fc.constant('text/plain') }, [
    'kind',
    'text',
  ]),
);

const citation = record({ url, title: text, quote: text, start: fc.nat(9), end: fc.nat(9) }, ['url']);
const textPart = record(
  {
    type: fc.constant('text' as const),
    text,
    cache,
    citations: fc.array(citation, { maxLength: 2 }),
    extensions,
  },
  ['type', 'text'],
);
const imagePart = record(
  {
    type: fc.constant('image' as const),
    source,
    detail: fc.constantFrom('low' as const, 'high' as const),
    cache,
    extensions,
  },
  ['type', 'source'],
);
const audioPart = record({ type: fc.constant('audio' as const), source, cache }, ['type', 'source']);
const filePart = record(
  {
    type: fc.constant('file' as const),
    source,
    name: word,
    context: word,
    citations: fc.boolean(),
    cache,
    extensions,
  },
  ['type', 'source'],
);
const foreignPart = fc.record({
  type: fc.constant('foreign' as const),
  dialect: fc.constantFrom(
    'openai-chat' as const,
    'openai-responses' as const,
    'anthropic' as const,
    'gemini' as const,
    'mistral' as const,
  ),
  value: fc.constantFrom({ type: 'x_search', query: 'q' }, { type: 'x_other', n: [1] }),
});
const callId = fc.oneof(word, fc.constantFrom('call_1', 'call 1', 'call.1', 'toolu_01', 'é'));
const toolCall = record(
  {
    type: fc.constant('tool_call' as const),
    id: callId,
    name: word,
    arguments: fc.oneof(
      fc.dictionary(word, fc.jsonValue()).map((value) => JSON.stringify(value)),
      fc.constantFrom('', '{"a":', '[1]', '{ "a" : 1 }', '{"id":9007199254740993}'),
    ),
    cache,
    extensions,
  },
  ['type', 'id', 'name', 'arguments'],
);
const toolResult = record(
  {
    type: fc.constant('tool_result' as const),
    callId,
    name: word,
    content: fc.array(fc.oneof(textPart, imagePart, filePart), { maxLength: 3 }),
    isError: fc.boolean(),
    cache,
    extensions,
  },
  ['type', 'callId', 'content'],
);
const reasoning = record(
  {
    type: fc.constant('reasoning' as const),
    text,
    signature: base64,
    encrypted: base64,
    summary: fc.boolean(),
    id: word,
    dialect: fc.constantFrom(
      'anthropic' as const,
      'gemini' as const,
      'mistral' as const,
      'openai-responses' as const,
    ),
    extensions: fc.constantFrom({ gemini: { $at: 'next' } }, { gemini: { $thought: 'absent' } }),
  },
  ['type'],
);
const refusal = fc.record({ type: fc.constant('refusal' as const), text });

const part: fc.Arbitrary<Part> = fc.oneof(
  { arbitrary: textPart, weight: 5 },
  imagePart,
  audioPart,
  filePart,
  foreignPart,
  toolCall,
  toolResult,
  reasoning,
  refusal,
) as fc.Arbitrary<Part>;

const message = record<Message>(
  {
    role: fc.constantFrom('system', 'developer', 'user', 'assistant', 'tool'),
    name: word,
    content: fc.array(part, { maxLength: 4 }),
    extensions,
  },
  ['role', 'content'],
);

const schema: fc.Arbitrary<JsonObject> = fc.constantFrom<JsonObject>(
  {
    type: 'object',
    properties: { a: { type: 'number', minimum: 1, maximum: 3 } },
    required: ['a'],
    additionalProperties: false,
  },
  {
    type: 'object',
    properties: { s: { type: 'array', items: { type: 'string', pattern: '^a', maxLength: 3 }, minItems: 2 } },
  },
  {
    anyOf: [{ type: 'string', minLength: 2 }, { type: 'null' }],
    $defs: { pattern: { type: 'object', properties: { pattern: { const: 1 } } } },
  },
);

const tool = fc.oneof(
  record({ name: word, description: text, parameters: schema, strict: fc.boolean(), cache, extensions }, [
    'name',
  ]),
  fc.record({
    foreign: fc.constantFrom(
      'openai-chat' as const,
      'openai-responses' as const,
      'anthropic' as const,
      'gemini' as const,
      'mistral' as const,
    ),
    value: fc.constantFrom({ type: 'x_web_search', name: 'search' }),
  }),
);

const anyRequest: fc.Arbitrary<ChatRequest> = record(
  {
    model: word,
    messages: fc.array(message, { minLength: 1, maxLength: 6 }),
    tools: fc.array(tool, { maxLength: 3 }),
    toolChoice: fc.oneof(
      fc.constantFrom('none', 'auto', 'required').map((type) => ({ type })),
      word.map((name) => ({ type: 'tool', name })),
    ),
    parallelToolCalls: fc.boolean(),
    responseFormat: fc.oneof(
      fc.constantFrom({ type: 'text' }, { type: 'json' }),
      record(
        { type: fc.constant('json_schema'), name: word, description: text, schema, strict: fc.boolean() },
        ['type', 'schema'],
      ),
    ),
    parameters: record(
      {
        temperature: fc.double({ min: 0, max: 2.5, noNaN: true }).map((value) => Math.abs(value)),
        topP: fc.double({ min: 0, max: 1, noNaN: true }).map((value) => Math.abs(value)),
        topK: fc.nat(100),
        candidates: fc.integer({ min: 1, max: 200 }),
        seed: fc.nat(),
        stop: fc.array(word, { minLength: 1, maxLength: 7 }),
        maxOutputTokens: fc.integer({ min: 1, max: 20_000 }),
        frequencyPenalty: fc.integer({ min: -3, max: 3 }),
        presencePenalty: fc.integer({ min: -3, max: 3 }),
        logitBias: fc.dictionary(fc.nat(999).map(String), fc.integer({ min: -100, max: 100 }), {
          maxKeys: 2,
        }),
        logprobs: fc.boolean(),
        topLogprobs: fc.nat(30),
        verbosity: fc.constantFrom('low', 'medium', 'high'),
      },
      [],
    ),
    reasoning: record(
      {
        effort: fc.constantFrom('none', 'minimal', 'low', 'medium', 'high', 'xhigh', 'max'),
        budgetTokens: fc.integer({ min: 1, max: 9000 }),
        adaptive: fc.boolean(),
        show: fc.constantFrom('none', 'auto', 'detailed'),
      },
      [],
    ),
    cache: record({ key: word, retention: fc.constantFrom('in_memory', '24h') }, []),
    user: word,
    metadata: fc.dictionary(word, word, { minKeys: 1, maxKeys: 3 }),
    store: fc.boolean(),
    serviceTier: fc.constantFrom('auto', 'standard_only', 'flex'),
    stream: fc.boolean(),
    extensions,
  } as never,
  ['messages'] as never,
);

/**
 * Every quick run takes the same examples (`test/support/same-examples.ts`), of which each property makes the same requests
 * again, at the cost of half of its time: they are made once.
 */
class Remembered<T> extends fc.Arbitrary<T> {
  readonly #of: fc.Arbitrary<T>;
  readonly #made = new Map<string, fc.Value<T>>();

  constructor(of: fc.Arbitrary<T>) {
    super();
    this.#of = of;
  }

  override generate(random: fc.Random, bias: number | undefined): fc.Value<T> {
    const state = random.getState();
    if (state === undefined) return this.#of.generate(random, bias);
    const key = `${state} ${bias}`;
    const made = this.#made.get(key) ?? this.#of.generate(random, bias);
    this.#made.set(key, made);
    return made;
  }

  override canShrinkWithoutContext(value: unknown): value is T {
    return this.#of.canShrinkWithoutContext(value);
  }

  override shrink(value: T, context: unknown): fc.Stream<fc.Value<T>> {
    return this.#of.shrink(value, context);
  }
}

export const requests: fc.Arbitrary<ChatRequest> = FULL ? anyRequest : new Remembered(anyRequest);
