import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import type { WireEvent } from '../../../shared/llm/protocol/stream.ts';
import { readStream } from '../../../shared/llm/transform/read-stream.ts';
import { RESPONSES } from './responses.ts';

const chunk = (delta: object, finish: string | null = null): WireEvent => ({
  data: JSON.stringify({
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 5,
    model: 'gpt-4.1',
    choices: [{ index: 0, delta, logprobs: null, finish_reason: finish }],
  }),
});
const call = (index: number, more: object): object => ({ tool_calls: [{ index, ...more }] });

/** Text, then two calls whose arguments come interleaved. */
const OPENAI: readonly WireEvent[] = [
  chunk({ role: 'assistant', content: '' }),
  chunk({ content: 'Grüß ' }),
  chunk({ content: 'Gott 👋' }),
  chunk(call(0, { id: 'a', type: 'function', function: { name: 'find', arguments: '' } })),
  chunk(call(1, { id: 'b', type: 'function', function: { name: 'look', arguments: '{"y":' } })),
  chunk(call(0, { function: { arguments: '{"x":' } })),
  chunk(call(1, { function: { arguments: '2}' } })),
  chunk(call(0, { function: { arguments: '"é"}' } })),
  chunk({}, 'tool_calls'),
  {
    data: JSON.stringify({
      id: 'c1',
      object: 'chat.completion.chunk',
      created: 5,
      model: 'gpt-4.1',
      choices: [],
      usage: {
        prompt_tokens: 9,
        completion_tokens: 4,
        total_tokens: 13,
        prompt_tokens_details: { cached_tokens: 3 },
      },
    }),
  },
  { data: '[DONE]' },
];

const named = (value: { readonly type: string }): WireEvent => ({
  event: value.type,
  data: JSON.stringify(value),
});
const ANTHROPIC: readonly WireEvent[] = [
  {
    type: 'message_start',
    message: {
      id: 'm1',
      type: 'message',
      role: 'assistant',
      model: 'claude',
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: {
        input_tokens: 6,
        cache_read_input_tokens: 3,
        cache_creation_input_tokens: 1,
        output_tokens: 1,
      },
    },
  },
  { type: 'content_block_start', index: 0, content_block: { type: 'thinking', thinking: '', signature: '' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'hm' } },
  { type: 'content_block_delta', index: 0, delta: { type: 'signature_delta', signature: 'c2ln' } },
  { type: 'content_block_stop', index: 0 },
  { type: 'ping' },
  { type: 'content_block_start', index: 1, content_block: { type: 'text', text: '', citations: null } },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Grüß ' } },
  { type: 'content_block_delta', index: 1, delta: { type: 'text_delta', text: 'Gott 👋' } },
  { type: 'content_block_stop', index: 1 },
  {
    type: 'content_block_start',
    index: 2,
    content_block: { type: 'tool_use', id: 'a', name: 'find', input: {} },
  },
  { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '{"x":' } },
  { type: 'content_block_delta', index: 2, delta: { type: 'input_json_delta', partial_json: '"é"}' } },
  { type: 'content_block_stop', index: 2 },
  {
    type: 'message_delta',
    delta: { stop_reason: 'tool_use', stop_sequence: null },
    usage: { output_tokens: 42 },
  },
  { type: 'message_stop' },
].map(named);

const geminiChunk = (parts: readonly object[], more: object = {}, usage: object = {}): WireEvent => ({
  data: JSON.stringify({
    candidates: [{ content: { parts, role: 'model' }, index: 0, ...more }],
    usageMetadata: { promptTokenCount: 9, totalTokenCount: 9, ...usage },
    modelVersion: 'gemini-3',
    responseId: 'r1',
  }),
});

/** Thoughts, text, and whole calls, of which the first bears a signature. */
const GEMINI: readonly WireEvent[] = [
  geminiChunk([{ text: 'h', thought: true }]),
  geminiChunk([{ text: 'm', thought: true }]),
  geminiChunk([{ text: 'Grüß ' }]),
  geminiChunk([{ text: 'Gott 👋' }]),
  geminiChunk([
    { functionCall: { name: 'find', args: { x: 'é' } }, thoughtSignature: 'c2ln' },
    { functionCall: { name: 'look', args: { y: 2 } } },
  ]),
  geminiChunk(
    [],
    { finishReason: 'STOP' },
    { candidatesTokenCount: 4, thoughtsTokenCount: 2, totalTokenCount: 15 },
  ),
];

const mistralChunk = (delta: object, finish: string | null = null, more: object = {}): WireEvent => ({
  data: JSON.stringify({
    id: 'c1',
    object: 'chat.completion.chunk',
    created: 5,
    model: 'mistral',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  }),
});
const thinking = (text: string): object => ({
  content: [{ type: 'thinking', thinking: [{ type: 'text', text }] }],
});

/** Thoughts as chunks of a content, text, a call in pieces, and one that is whole. */
const MISTRAL: readonly WireEvent[] = [
  mistralChunk({ role: 'assistant', content: '' }),
  mistralChunk(thinking('h')),
  mistralChunk(thinking('m')),
  mistralChunk({ content: [{ type: 'text', text: 'Grüß ' }] }),
  mistralChunk({ content: 'Gott 👋' }),
  mistralChunk({
    tool_calls: [{ id: 'D681PevKs', index: 0, function: { name: 'find', arguments: '{"x":' } }],
  }),
  mistralChunk({
    tool_calls: [{ id: 'abcdefghi', index: 1, function: { name: 'look', arguments: { y: 2 } } }],
  }),
  mistralChunk({ tool_calls: [{ id: 'null', index: 0, function: { name: '', arguments: '"é"}' } }] }),
  mistralChunk({ content: '' }, 'tool_calls', {
    usage: { prompt_tokens: 9, completion_tokens: 4, total_tokens: 13, num_cached_tokens: 3 },
  }),
  { data: '[DONE]' },
];

const STREAMS: Readonly<Partial<Record<Dialect, readonly WireEvent[]>>> = {
  'openai-chat': OPENAI,
  'openai-responses': RESPONSES,
  anthropic: ANTHROPIC,
  gemini: GEMINI,
  mistral: MISTRAL,
};
const cases = Object.entries(STREAMS) as [Dialect, readonly WireEvent[]][];

/** As it comes over the network. */
function bytesOf(events: readonly WireEvent[]): Uint8Array {
  const text = events
    .map(({ event, data }) => `${event === undefined ? '' : `event: ${event}\n`}data: ${data}\n\n`)
    .join('');
  return new TextEncoder().encode(text);
}

function parseChunks(chunks: Iterable<Uint8Array>): WireEvent[] {
  const events: WireEvent[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => events.push(event === undefined ? { data } : { event, data }),
  });
  const decoder = new TextDecoder();
  for (const part of chunks) parser.feed(decoder.decode(part, { stream: true }));
  return events;
}

test('a stream of OpenAI with interleaved calls', () => {
  const { value, losses, error } = readStream(adapterOf('openai-chat'), OPENAI);
  expect(error).toBeUndefined();
  expect(losses).toEqual([]);
  expect(value).toEqual({
    id: 'c1',
    model: 'gpt-4.1',
    created: 5,
    candidates: [
      {
        content: [
          { type: 'text', text: 'Grüß Gott 👋' },
          { type: 'tool_call', id: 'a', name: 'find', arguments: '{"x":"é"}' },
          { type: 'tool_call', id: 'b', name: 'look', arguments: '{"y":2}' },
        ],
        finish: 'tool_calls',
        rawFinish: 'tool_calls',
      },
    ],
    usage: { input: 9, output: 4, cacheRead: 3 },
  });
});

test('a stream of Anthropic with thoughts; input counts what the cache did', () => {
  const { value, losses, error } = readStream(adapterOf('anthropic'), ANTHROPIC);
  expect(error).toBeUndefined();
  expect(losses).toEqual([]);
  expect(value).toEqual({
    id: 'm1',
    model: 'claude',
    candidates: [
      {
        content: [
          { type: 'reasoning', text: 'hm', signature: 'c2ln', dialect: 'anthropic' },
          { type: 'text', text: 'Grüß Gott 👋' },
          { type: 'tool_call', id: 'a', name: 'find', arguments: '{"x":"é"}' },
        ],
        finish: 'tool_calls',
        rawFinish: 'tool_use',
      },
    ],
    usage: { input: 10, output: 42, cacheRead: 3, cacheWrite: 1 },
  });
});

test('a stream of Gemini: calls make it one, whatever it says; signatures stand before what bears them', () => {
  const { value, losses, error } = readStream(adapterOf('gemini'), GEMINI);
  expect(error).toBeUndefined();
  expect(losses).toEqual([]);
  const absent = { extensions: { gemini: { $id: 'absent' } } };
  expect(value).toEqual({
    id: 'r1',
    model: 'gemini-3',
    candidates: [
      {
        content: [
          { type: 'reasoning', text: 'hm', dialect: 'gemini' },
          { type: 'text', text: 'Grüß Gott 👋' },
          {
            type: 'reasoning',
            signature: 'c2ln',
            dialect: 'gemini',
            extensions: { gemini: { $at: 'next' } },
          },
          { type: 'tool_call', id: 'call_r1_0', name: 'find', arguments: '{"x":"é"}', ...absent },
          { type: 'tool_call', id: 'call_r1_1', name: 'look', arguments: '{"y":2}', ...absent },
        ],
        finish: 'tool_calls',
        rawFinish: 'STOP',
      },
    ],
    usage: { input: 9, output: 6, reasoning: 2 },
  });
  const written = adapterOf('gemini').writeResponse(value, { id: 'x', model: 'x', created: 0 }).value;
  expect(JSON.stringify(written)).toContain('"args":{"x":"é"}},"thoughtSignature":"c2ln"}');
});

test('an error in a stream of Gemini, and a prompt that it blocks', () => {
  const failed = { data: '{"error":{"code":503,"message":"Busy","status":"UNAVAILABLE"}}' };
  expect(readStream(adapterOf('gemini'), [...GEMINI.slice(0, 3), failed]).error).toEqual({
    code: 'overloaded',
    message: 'Busy',
    raw: 'UNAVAILABLE',
  });
  const blocked = { data: '{"promptFeedback":{"blockReason":"SAFETY"},"modelVersion":"gemini-3"}' };
  const { value, error } = readStream(adapterOf('gemini'), [blocked]);
  expect(error).toBeUndefined();
  expect(value.candidates).toEqual([{ content: [], finish: 'content_filter', rawFinish: 'SAFETY' }]);
});

test('a stream of Mistral: thoughts are chunks of the content, calls whole or in pieces', () => {
  const { value, losses, error } = readStream(adapterOf('mistral'), MISTRAL);
  expect(error).toBeUndefined();
  expect(losses).toEqual([]);
  expect(value).toEqual({
    id: 'c1',
    model: 'mistral',
    created: 5,
    candidates: [
      {
        content: [
          { type: 'reasoning', text: 'hm', dialect: 'mistral' },
          { type: 'text', text: 'Grüß Gott 👋' },
          { type: 'tool_call', id: 'D681PevKs', name: 'find', arguments: '{"x":"é"}' },
          { type: 'tool_call', id: 'abcdefghi', name: 'look', arguments: '{"y":2}' },
        ],
        finish: 'tool_calls',
        rawFinish: 'tool_calls',
      },
    ],
    usage: { input: 9, output: 4, cacheRead: 3 },
  });
});

describe.each(cases)('%s', (dialect, events) => {
  const adapter = adapterOf(dialect);
  const whole = readStream(adapter, events);

  test('splits of the bytes change nothing: byte by byte, within characters, events and arguments', () => {
    const bytes = bytesOf(events);
    const single = Array.from(bytes, (_, i) => bytes.subarray(i, i + 1));
    expect(readStream(adapter, parseChunks(single))).toEqual(whole);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 20 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), bytes.length];
        const chunks = places.slice(1).map((end, i) => bytes.subarray(places[i], end));
        expect(readStream(adapter, parseChunks(chunks))).toEqual(whole);
      }),
    );
  });

  test('cut anywhere it is an error with what had come, never a success', () => {
    const last = events.findIndex(({ data }) =>
      /finish_reason":"|message_stop|finishReason|response\.completed/.test(data),
    );
    for (let count = 0; count < last; count++)
      expect(readStream(adapter, events.slice(0, count)).error?.code).toBe('stream_interrupted');
    const half = readStream(adapter, events.slice(0, last - 1));
    expect(JSON.stringify(half.value)).toContain('Grüß Gott');
  });

  test('nothing counts after the end', () => {
    expect(readStream(adapter, [...events, ...events])).toEqual(whole);
  });

  test('what is no JSON is an error, not an exception', () => {
    expect(readStream(adapter, [...events.slice(0, 3), { data: '{"tru' }]).error?.code).toBe(
      'invalid_response',
    );
    fc.assert(
      fc.property(fc.array(fc.json().map((data) => ({ data }))), (junk) => {
        readStream(adapter, junk);
      }),
    );
  });

  test.each(cases.map(([to]) => to))('written as %s it is the same answer', (to) => {
    const writer = adapterOf(to).streamWriter({ id: 'w', model: 'm', created: 5 });
    const reader = adapter.streamReader();
    const written = [...events.flatMap((event) => reader.push(event)), ...reader.close()].flatMap((part) =>
      writer.push(part),
    );
    const { value, error } = readStream(adapterOf(to), written);
    expect(error).toBeUndefined();
    // A signature alone has no place in most dialects.
    const texts = (answer: typeof value) =>
      answer.candidates[0]?.content
        .filter((part) => part.type !== 'reasoning' || Boolean(part.text))
        .map((part) =>
          part.type === 'tool_call'
            ? [part.name, part.arguments]
            : part.type === 'text'
              ? part.text
              : part.type,
        );
    expect(texts(value)).toEqual(texts(whole.value));
    expect(value.candidates[0]?.finish).toBe(whole.value.candidates[0]?.finish);
    expect(value.usage?.input).toBe(whole.value.usage?.input);
  });
});

test('an error within a stream is one', () => {
  const overloaded = named({
    type: 'error',
    error: { type: 'overloaded_error', message: 'Overloaded' },
  } as never);
  const { error } = readStream(adapterOf('anthropic'), [...ANTHROPIC.slice(0, 4), overloaded]);
  expect(error).toEqual({ code: 'overloaded', message: 'Overloaded', raw: 'overloaded_error' });
});

test('compatible servers may leave out the index of calls, and [DONE]', () => {
  const events = [
    chunk({ tool_calls: [{ id: 'a', type: 'function', function: { name: 'f', arguments: '{' } }] }),
    chunk({ tool_calls: [{ function: { arguments: '}' } }] }),
    chunk({ tool_calls: [{ id: 'b', type: 'function', function: { name: 'g', arguments: '[]' } }] }),
    chunk({}, 'tool_calls'),
  ];
  const { value, error } = readStream(adapterOf('openai-chat'), events);
  expect(error).toBeUndefined();
  expect(
    value.candidates[0]?.content.map((part) => part.type === 'tool_call' && [part.id, part.arguments]),
  ).toEqual([
    ['a', '{}'],
    ['b', '[]'],
  ]);
});
