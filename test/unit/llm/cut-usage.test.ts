import { describe, expect, test } from 'vitest';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import { DIALECTS } from '../../../shared/llm/protocol/part.ts';
import type { ChatResponse } from '../../../shared/llm/protocol/response.ts';
import { readStream } from '../../../shared/llm/transform/read-stream.ts';
import { streamOf } from '../../../src-main/llm/as-stream.ts';
import { ANTHROPIC, GEMINI, named, STREAMS } from './streams.ts';

/** Tokens of a stream that is left before its end: those that somebody said, and no other. */
const ANSWER: ChatResponse = {
  candidates: [{ content: [{ type: 'text', text: 'one two three' }], finish: 'stop' }],
  usage: { input: 7, output: 3 },
};

describe.each(DIALECTS)('a stream of %s that is cut off', (dialect) => {
  const adapter = adapterOf(dialect);
  const cut = (usage: object) => {
    const writer = adapter.streamWriter({ id: 'x', model: 'm', created: 0, ...usage });
    const said = [...streamOf(ANSWER)].slice(0, 4).flatMap((part) => writer.push(part));
    return readStream(adapter, said).value;
  };

  test('of a server that counts in the end has no tokens', () => {
    const { candidates, usage } = cut({});
    expect(candidates[0]?.content).toEqual([{ type: 'text', text: 'one two ' }]);
    expect(usage).toBeUndefined();
  });

  test('has those of the input where they are told first', () => {
    expect(cut({ usage: { input: 7 } }).usage).toEqual(dialect === 'anthropic' ? { input: 7 } : undefined);
  });

  test('says zero nowhere in what its provider really sends', () => {
    const events = STREAMS[dialect] ?? [];
    for (let length = 0; length < events.length; length++) {
      const { input, output } = readStream(adapter, events.slice(0, length)).value.usage ?? {};
      expect([input, output], `${length} events`).not.toContain(0);
    }
  });
});

test('before the answer Anthropic tells of the input and of the cache', () => {
  const { value } = readStream(adapterOf('anthropic'), ANTHROPIC.slice(0, 8));
  expect(value.usage).toEqual({ input: 10, cacheRead: 3, cacheWrite: 1 });
});

test('Gemini tells of the input with the first piece', () => {
  expect(readStream(adapterOf('gemini'), GEMINI.slice(0, 2)).value.usage).toEqual({ input: 9 });
});

test('what Anthropic only announced holds where nothing is counted later', () => {
  const end = { type: 'message_delta', delta: { stop_reason: 'end_turn' } };
  const events = [...ANTHROPIC.slice(0, 1), named(end), ...ANTHROPIC.slice(-1)];
  const { value, error } = readStream(adapterOf('anthropic'), events);
  expect(error).toBeUndefined();
  expect(value.usage).toEqual({ input: 10, output: 1, cacheRead: 3, cacheWrite: 1 });
});

test('a client of OpenAI is told of the tokens once, in the last chunk', () => {
  const writer = adapterOf('openai-chat').streamWriter({ id: 'x', model: 'm', created: 0 });
  const events = [{ type: 'usage', usage: { input: 7 } } as const, ...streamOf(ANSWER)].flatMap((part) =>
    writer.push(part),
  );
  const counted = events.filter(({ data }) => data.includes('"usage":{'));
  expect(counted).toHaveLength(1);
  expect(counted[0]).toBe(events.at(-2));
  expect(counted[0]?.data).toContain('"usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}');
});
