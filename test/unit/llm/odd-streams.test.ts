import { expect, test } from 'vitest';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import type { Json } from '../../../shared/llm/json.ts';
import type { WireEvent } from '../../../shared/llm/protocol/stream.ts';
import { readStream } from '../../../shared/llm/transform/read-stream.ts';

const data = (...events: readonly Json[]): WireEvent[] =>
  events.map((event) => ({ data: JSON.stringify(event) }));
const choice = (index: number, delta: Json, finish: Json = null): Json => ({
  choices: [{ index, delta, finish_reason: finish }],
});

test('one answer of several that ended does not make the others whole', () => {
  const begun = [choice(1, { content: 'B' }), choice(0, { content: 'A' }), choice(0, {}, 'stop')];
  expect(readStream(adapterOf('openai-chat'), data(...begun)).error?.code).toBe('stream_interrupted');
  expect(readStream(adapterOf('openai-chat'), data(...begun, choice(1, {}, 'stop'))).error).toBeUndefined();
});

test('calls that all say the same index are told apart by their ids', () => {
  const call = (id: string, name: string, text: string): Json =>
    choice(0, { tool_calls: [{ index: 0, id, function: { name, arguments: text } }] });
  const { value } = readStream(
    adapterOf('openai-chat'),
    data(
      call('a', 'f', '{"x":'),
      choice(0, { tool_calls: [{ index: 0, function: { arguments: '1}' } }] }),
      call('b', 'g', '{'),
      choice(0, { tool_calls: [{ index: 0, id: 'b', function: { arguments: '}' } }] }),
      choice(0, {}, 'tool_calls'),
    ),
  );
  expect(value.candidates[0]?.content).toEqual([
    { type: 'tool_call', id: 'a', name: 'f', arguments: '{"x":1}' },
    { type: 'tool_call', id: 'b', name: 'g', arguments: '{}' },
  ]);
});

test('what a provider calls itself keeps the input that comes in pieces; an unknown reason of the end is listed', () => {
  const block = { type: 'server_tool_use', id: 's', name: 'web_search', input: {} };
  const { value, losses, error } = readStream(
    adapterOf('anthropic'),
    data(
      {
        type: 'message_start',
        message: { id: 'm', type: 'message', role: 'assistant', model: 'c', content: [] },
      },
      { type: 'content_block_start', index: 0, content_block: block },
      {
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'input_json_delta', partial_json: '{"query":' },
      },
      { type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: '"q"}' } },
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: 'tired', stop_sequence: null },
        usage: { output_tokens: 3 },
      },
      { type: 'message_stop' },
    ),
  );
  expect(error).toBeUndefined();
  expect(value.candidates[0]?.content).toEqual([
    { type: 'foreign', dialect: 'anthropic', value: { ...block, input: { query: 'q' } } },
  ]);
  expect(losses).toMatchObject([{ path: '/candidates/0/rawFinish', before: 'tired' }]);
});
