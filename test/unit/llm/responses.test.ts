import { describe, expect, test } from 'vitest';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import type { ChatResponse } from '../../../shared/llm/protocol/response.ts';
import type { StreamPart, WireEvent } from '../../../shared/llm/protocol/stream.ts';
import { readStream } from '../../../shared/llm/transform/read-stream.ts';
import { RESPONSES } from './responses.ts';
import { requestValidator } from './vendor-specs.ts';

const adapter = adapterOf('openai-responses');
const context = { id: 'resp_w', model: 'm', created: 5 };

/** An answer of some other provider. */
const ANSWER: ChatResponse = {
  id: 'm1',
  model: 'claude',
  candidates: [
    {
      content: [
        { type: 'reasoning', text: 'hm', signature: 'c2ln', dialect: 'anthropic' },
        {
          type: 'text',
          text: 'Hi',
          citations: [{ url: 'https://example.com', title: 't', start: 0, end: 2 }],
        },
        { type: 'refusal', text: 'Not that.' },
        { type: 'tool_call', id: 'a', name: 'find', arguments: '{}' },
      ],
      finish: 'tool_calls',
    },
  ],
  usage: { input: 3, output: 2 },
};

function partsOf({ candidates, usage }: ChatResponse): StreamPart[] {
  const content = candidates[0]?.content ?? [];
  return [
    { type: 'start', id: 'm1', model: 'claude' },
    ...content.flatMap((value, part): StreamPart[] => {
      const begin = value.type === 'tool_call' ? { ...value, arguments: '' } : { ...value, text: '' };
      const text = value.type === 'tool_call' ? value.arguments : 'text' in value ? (value.text ?? '') : '';
      return [
        { type: 'part_start', candidate: 0, part, value: begin as typeof value },
        { type: 'delta', candidate: 0, part, text },
        { type: 'part_end', candidate: 0, part },
      ];
    }),
    { type: 'usage', usage: usage ?? {} },
    { type: 'finish', candidate: 0, finish: 'tool_calls' },
    { type: 'end' },
  ];
}

describe('what clients get is what the vendor describes', () => {
  test('a whole answer, and what of another provider has no place in it', (context_) => {
    const validate = requestValidator('openai-responses', 'Response');
    if (typeof validate === 'string') return context_.skip(validate);
    const { value, losses } = adapter.writeResponse(ANSWER, context);
    expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
    expect(losses.map(({ path }) => path)).toEqual(['/candidates/0/content/0/signature']);
  });

  test('every event of a stream', (context_) => {
    const validate = requestValidator('openai-responses', 'ResponseStreamEvent');
    if (typeof validate === 'string') return context_.skip(validate);
    const writer = adapter.streamWriter(context);
    const events = partsOf(ANSWER).flatMap((part) => writer.push(part));
    expect(events.length).toBeGreaterThan(20);
    for (const { data } of events)
      expect(validate(JSON.parse(data)), JSON.stringify([validate.errors, data])).toBe(true);
  });
});

test('a stream that is written says at its end all that it said in pieces', () => {
  const writer = adapter.streamWriter(context);
  const events = partsOf(ANSWER).flatMap((part) => writer.push(part));
  const { response } = JSON.parse(events.at(-1)?.data ?? '');
  const { value } = adapter.readResponse(response);
  expect(value.candidates[0]?.content.map((part) => ('text' in part ? part.text : part.type))).toEqual([
    ...['hm', 'Hi', 'Not that.', 'tool_call'],
  ]);
  expect(value.usage).toMatchObject({ input: 3, output: 2 });
});

describe('streams that are not in order', () => {
  const whole = readStream(adapter, RESPONSES);

  test('an event that comes twice counts once', () => {
    const twice = RESPONSES.flatMap((event) => [event, event]);
    expect(readStream(adapter, twice)).toEqual(whole);
  });

  test('of a server that sends only whole items, nothing is missing', () => {
    const kept = ['response.created', 'response.output_item.done', 'response.completed'];
    const text = {
      event: 'response.output_item.done',
      data: JSON.stringify({
        type: 'response.output_item.done',
        output_index: 1,
        item: {
          type: 'message',
          id: 'msg_1',
          role: 'assistant',
          status: 'completed',
          content: [{ type: 'output_text', text: 'Grüß Gott 👋', annotations: [], logprobs: [] }],
        },
      }),
    };
    const bare: WireEvent[] = RESPONSES.filter(({ event }) => kept.includes(event ?? ''));
    bare.splice(2, 0, text);
    const { value } = readStream(adapter, bare);
    const said = (answer: ChatResponse) =>
      answer.candidates[0]?.content.map((part) => ('text' in part ? part.text : part));
    expect(said(value)).toEqual(said(whole.value));
  });

  test('a failed response is an error with its code', () => {
    const failed = {
      data: JSON.stringify({
        type: 'response.failed',
        response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Slow down.' } },
      }),
    };
    expect(readStream(adapter, [...RESPONSES.slice(0, 11), failed]).error).toMatchObject({
      code: 'rate_limit',
      message: 'Slow down.',
    });
  });

  test('an answer that was cut at its limit ends with `length`', () => {
    const incomplete = {
      data: JSON.stringify({
        type: 'response.incomplete',
        response: { status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } },
      }),
    };
    const { value, error } = readStream(adapter, [...RESPONSES.slice(0, 11), incomplete]);
    expect(error).toBeUndefined();
    expect(value.candidates[0]).toMatchObject({ finish: 'length', rawFinish: 'max_output_tokens' });
  });
});
