import { expect, test } from 'vitest';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';

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
  expect(told('anthropic')).toEqual(['/candidates/0/logprobs', '/candidates/1', '/extensions/gemini/safety']);
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
