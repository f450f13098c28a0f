import { expect, test } from 'vitest';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import type { Dialect, Part, ReasoningPart } from '../../../shared/llm/protocol/part.ts';
import type { ChatResponse } from '../../../shared/llm/protocol/response.ts';
import type { StreamPart } from '../../../shared/llm/protocol/stream.ts';

test('what a stream writer has no place for is told once, with its place in the answer', () => {
  const told = (to: Dialect) => {
    const writer = adapterOf(to).streamWriter({ id: 'w', model: 'm', created: 5 });
    for (const part of [
      { type: 'start' },
      { type: 'part_start', candidate: 0, part: 0, value: { type: 'text', text: '' } },
      { type: 'citation', candidate: 0, part: 0, citation: { url: 'https://example.com' } },
      { type: 'logprobs', candidate: 0, tokens: [{ token: 'a', logprob: -1 }] },
      { type: 'logprobs', candidate: 0, tokens: [{ token: 'b', logprob: -1 }] },
      { type: 'part_start', candidate: 1, part: 0, value: { type: 'text', text: '' } },
      { type: 'delta', candidate: 1, part: 0, text: 'other' },
      { type: 'extension', dialect: 'gemini', value: { safety: 1 } },
      { type: 'end' },
    ] as const)
      writer.push(part);
    return writer.losses.map(({ path }) => path);
  };
  expect(told('openai-chat')).toEqual(['/candidates/0/content/0/citations', '/extensions/gemini/safety']);
  expect(told('anthropic')).toEqual([
    '/candidates/0/content/0/citations',
    '/candidates/0/logprobs',
    '/candidates/1',
    '/extensions/gemini/safety',
  ]);
  expect(told('gemini')).toEqual(['/candidates/0/content/0/citations', '/extensions/gemini/safety']);
  expect(told('mistral')).toEqual([
    '/candidates/0/content/0/citations',
    '/candidates/0/logprobs',
    '/extensions/gemini/safety',
  ]);
});

test('an end that a dialect has no word for is told, in a whole answer and in a stream', () => {
  const end = (to: Dialect) => {
    const writer = adapterOf(to).streamWriter({ id: 'w', model: 'm', created: 5 });
    for (const part of [{ type: 'finish', candidate: 0, finish: 'pause' }, { type: 'end' }] as const)
      writer.push(part);
    const whole = adapterOf(to).writeResponse(
      { candidates: [{ content: [], finish: 'pause' }] },
      { id: 'w', model: 'm', created: 5 },
    );
    return [writer.losses, whole.losses].map((losses) => losses.map(({ path }) => path));
  };
  const told = ['/candidates/0/finish'];
  expect(end('openai-chat')).toEqual([told, told]);
  expect(end('openai-responses')).toEqual([told, told]);
  expect(end('gemini')).toEqual([told, told]);
  expect(end('mistral')).toEqual([told, told]);
  expect(end('anthropic')).toEqual([[], []]);
});

const wrote = (to: Dialect, content: readonly Part[], more: Partial<ChatResponse> = {}) =>
  adapterOf(to).writeResponse(
    { candidates: [{ content: [...content], finish: 'stop' }], ...more },
    { id: 'w', model: 'm', created: 5 },
  );

/** The events of a stream that says the same. */
const streamed = (to: Dialect, parts: readonly StreamPart[]) => {
  const writer = adapterOf(to).streamWriter({ id: 'w', model: 'm', created: 5 });
  const events = [{ type: 'start' } as const, ...parts, { type: 'end' } as const].flatMap((part) =>
    writer.push(part),
  );
  return { text: JSON.stringify(events), losses: writer.losses };
};

test.each<[Dialect, ReasoningPart]>([
  ['anthropic', { type: 'reasoning', text: 'hm', signature: 'SEAL', dialect: 'gemini' }],
  ['anthropic', { type: 'reasoning', encrypted: 'SEAL', dialect: 'openai-responses' }],
  ['openai-responses', { type: 'reasoning', encrypted: 'SEAL', dialect: 'anthropic' }],
  ['openai-chat', { type: 'reasoning', text: 'hm', encrypted: 'SEAL', dialect: 'openai-responses' }],
  ['gemini', { type: 'reasoning', text: 'hm', signature: 'SEAL', dialect: 'anthropic' }],
  ['mistral', { type: 'reasoning', text: 'hm', encrypted: 'SEAL', dialect: 'openai-responses' }],
])('what seals thoughts never travels to another provider in an answer: to %s', (to, thoughts) => {
  const { value, losses } = wrote(to, [thoughts]);
  expect(JSON.stringify(value)).not.toContain('SEAL');
  expect(JSON.stringify(losses)).toContain('SEAL');
  const whole = streamed(to, [{ type: 'part_start', candidate: 0, part: 0, value: thoughts }]);
  const { signature, encrypted, ...bare } = thoughts;
  const later = streamed(to, [
    { type: 'part_start', candidate: 0, part: 0, value: { ...bare, text: '' } },
    {
      type: 'signature',
      candidate: 0,
      part: 0,
      signature: signature ?? encrypted ?? '',
      ...(encrypted === undefined ? {} : { encrypted: true as const }),
    },
  ]);
  for (const { text, losses } of [whole, later]) {
    expect(text).not.toContain('SEAL');
    expect(JSON.stringify(losses)).toContain('SEAL');
  }
});

test('arguments that are no object, or change as one, are told where they have to be one', () => {
  const call = (text: string): Part => ({ type: 'tool_call', id: 'c', name: 'f', arguments: text });
  for (const to of ['anthropic', 'gemini'] as const) {
    const told = (text: string) =>
      wrote(to, [call(text)])
        .losses.filter(({ path }) => path.endsWith('/arguments'))
        .map(({ class: kind }) => kind);
    expect([told('{'), told('{"id":9007199254740993}'), told('{"id":1}'), told('')]).toEqual([
      ['dropped'],
      ['quantised'],
      [],
      [],
    ]);
  }
  expect(wrote('openai-chat', [call('{')]).losses.map(({ path }) => path)).not.toContain(
    '/candidates/0/content/0/arguments',
  );
});

test('citations of others are no citations of Anthropic, and none of Gemini: they are told', () => {
  const text: Part = { type: 'text', text: 'x', citations: [{ url: 'https://example.com' }] };
  for (const to of ['anthropic', 'gemini', 'mistral'] as const) {
    const { value, losses } = wrote(to, [text]);
    expect(JSON.stringify(value)).not.toContain('example.com');
    expect(losses).toMatchObject([{ path: '/candidates/0/content/0/citations', severity: 'medium' }]);
  }
});

test('what only the dialect that was read says is told when another is written', () => {
  const text: Part = {
    type: 'text',
    text: 'x',
    extensions: { 'openai-responses': { annotations: [1], $item: 'same' } },
  };
  const { losses } = wrote('openai-chat', [text], {
    extensions: { 'openai-responses': { store: true, error: null } },
    usage: { extensions: { anthropic: { service_tier: 'batch' }, 'openai-chat': { x: 1 } } },
  });
  expect(losses.map(({ path, severity }) => [path, severity])).toEqual([
    ['/extensions/openai-responses/store', 'none'],
    ['/usage/extensions/anthropic/service_tier', 'none'],
    ['/candidates/0/content/0/extensions/openai-responses/annotations', 'medium'],
  ]);
});
