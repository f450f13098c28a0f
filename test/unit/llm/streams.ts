import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import type { WireEvent } from '../../../shared/llm/protocol/stream.ts';
import { RESPONSES } from './responses.ts';

export const chunk = (delta: object, finish: string | null = null): WireEvent => ({
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
export const OPENAI: readonly WireEvent[] = [
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

export const named = (value: { readonly type: string }): WireEvent => ({
  event: value.type,
  data: JSON.stringify(value),
});
export const ANTHROPIC: readonly WireEvent[] = [
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
export const GEMINI: readonly WireEvent[] = [
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
export const MISTRAL: readonly WireEvent[] = [
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

export const STREAMS: Readonly<Partial<Record<Dialect, readonly WireEvent[]>>> = {
  'openai-chat': OPENAI,
  'openai-responses': RESPONSES,
  anthropic: ANTHROPIC,
  gemini: GEMINI,
  mistral: MISTRAL,
};
