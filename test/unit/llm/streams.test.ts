import { createParser } from 'eventsource-parser';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import { type Json, parseJson } from '../../../shared/llm/json.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import { chatResponseSchema } from '../../../shared/llm/protocol/response.ts';
import type { WireEvent } from '../../../shared/llm/protocol/stream.ts';
import { readStream } from '../../../shared/llm/transform/read-stream.ts';
import { runs } from '../../support/full.ts';
import { RESPONSES } from './responses.ts';
import { ANTHROPIC, chunk, GEMINI, MISTRAL, named, OPENAI, STREAMS } from './streams.ts';

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

describe('events of Anthropic', () => {
  const read = (events: readonly WireEvent[]) => readStream(adapterOf('anthropic'), events);
  const isDelta = ({ data }: WireEvent): boolean => data.includes('content_block_delta');

  test('that come twice and say so change nothing', () => {
    const twice = ANTHROPIC.flatMap((event) => (isDelta(event) ? [event] : [event, event]));
    expect(read(twice)).toEqual(read(ANTHROPIC));
  });

  test('whose block has not begun, or is over, are an error with what had come', () => {
    const [start, ...deltas] = ANTHROPIC.slice(6, 9);
    const early = [...ANTHROPIC.slice(0, 6), ...deltas, start as WireEvent, ...ANTHROPIC.slice(9)];
    expect(read(early).error?.code).toBe('invalid_response');
    const late = [...ANTHROPIC.slice(0, 10), deltas[0] as WireEvent, ...ANTHROPIC.slice(10)];
    expect(read(late)).toMatchObject({
      error: { code: 'invalid_response' },
      value: { candidates: [{ content: [{}, { text: 'Grüß Gott 👋' }] }] },
    });
  });
});

describe("events of OpenAI's Responses", () => {
  const read = (events: readonly WireEvent[]) => readStream(adapterOf('openai-responses'), events);
  const deltas = RESPONSES.flatMap(({ data }, i) => (data.includes('output_text.delta') ? [i] : []));
  const [first = 0, second = 0] = deltas;

  test('that come twice count once', () => {
    expect(read(RESPONSES.flatMap((event) => [event, event]))).toEqual(read(RESPONSES));
  });

  test('that come in another order are an error, never another text', () => {
    const swapped = RESPONSES.with(first, RESPONSES[second] as WireEvent).with(
      second,
      RESPONSES[first] as WireEvent,
    );
    expect(read(swapped).error).toMatchObject({ code: 'invalid_response' });
  });

  test('without numbers: pieces that do not add up to the whole are an error', () => {
    const bare = RESPONSES.map(({ event, data }): WireEvent => {
      const { sequence_number: _, ...rest } = JSON.parse(data);
      return { ...(event === undefined ? {} : { event }), data: JSON.stringify(rest) };
    });
    expect(read(bare).error).toBeUndefined();
    expect(read(bare.toSpliced(first, 0, bare[first] as WireEvent)).error?.code).toBe('invalid_response');
    expect(read(bare.toSpliced(first, 1)).error?.code).toBe('invalid_response');
  });
});

describe('an event that says something else than it should', () => {
  test.each<[Dialect, string]>([
    ['openai-chat', 'choices'],
    ['mistral', 'choices'],
    ['gemini', 'candidates'],
  ])('%s: no answer has such a number', (dialect, list) => {
    for (const index of [-1, 1e9]) {
      const data = JSON.stringify({
        [list]: [{ index, delta: { content: 'x' }, content: { parts: [{ text: 'x' }] } }],
      });
      const { value, error } = readStream(adapterOf(dialect), [{ data }]);
      expect(error).toMatchObject({ code: 'invalid_response', message: expect.stringContaining(`${index}`) });
      expect(value.candidates).toEqual([]);
    }
  });

  const other = fc.constantFrom<Json>(null, true, -1, 1.5, 7, '', 'x', '__proto__', [], {}, [null], [[]], {
    type: 'text',
  });
  test.each(cases)('%s: is read, or is an error, and never throws', (dialect, events) => {
    fc.assert(
      fc.property(fc.nat(), fc.nat(), other, (event, place, value) => {
        const changed = events.map((each, i) =>
          i === event % events.length ? changedAt(each, place, value) : each,
        );
        const read = readStream(adapterOf(dialect), changed);
        expect(chatResponseSchema.safeParse(read.value).error).toBeUndefined();
      }),
      { numRuns: runs(300, 20_000) },
    );
  });
});

/** With another value at one of its places. */
function changedAt(event: WireEvent, place: number, value: Json): WireEvent {
  const json = parseJson(event.data);
  const places: [container: Record<string, Json>, key: string][] = [];
  const visit = (container: Json | undefined): void => {
    if (typeof container !== 'object' || container === null) return;
    for (const [key, inner] of Object.entries(container)) {
      places.push([container as Record<string, Json>, key]);
      visit(inner);
    }
  };
  visit(json);
  const [container, key] = places[place % Math.max(1, places.length)] ?? [];
  if (container !== undefined && key !== undefined) container[key] = value;
  return json === undefined ? event : { ...event, data: JSON.stringify(json) };
}
