import { expect, test } from 'vitest';
import { findTarget, providerRegistry } from '../../providers/registry.ts';
import { NO_LINKS } from '../../transform/links.ts';
import { transformRequest } from '../../transform/transform.ts';
import { openAiChat } from './adapter.ts';
import { tellsUsage } from './stream-usage.ts';

const body = { model: 'gpt-4.1', messages: [{ role: 'user', content: 'Hello' }], stream: true };
const target = findTarget(providerRegistry(), 'openai/gpt-4.1');
if (typeof target === 'string') throw new Error(target);

test('the tokens of a stream are asked for', () => {
  const request = { messages: [], stream: true };
  const { wire, losses, unexplained } = transformRequest(request, target);
  expect(wire['stream_options']).toEqual({ include_usage: true });
  expect(losses).toMatchObject([
    { path: '/extensions/openai-chat/stream_options', class: 'default-changed', severity: 'none' },
  ]);
  expect(unexplained).toEqual([]);
  expect(transformRequest({ messages: [] }, target).wire).not.toHaveProperty('stream_options');
});

test.each([
  [undefined, false],
  [{ include_usage: false }, false],
  [{}, false],
  [{ include_usage: true }, true],
])('a client that says %j keeps its own word, and is told tokens: %s', (options, told) => {
  const wire = options === undefined ? body : { ...body, stream_options: options };
  const request = openAiChat.readRequest(wire, NO_LINKS);
  expect(transformRequest(request, target)).toMatchObject({ wire, losses: [] });
  expect(tellsUsage(request)).toBe(told);

  const writer = openAiChat.streamWriter({ id: 'x', model: 'm', created: 0, tellsUsage: told });
  writer.push({ type: 'start' });
  writer.push({ type: 'usage', usage: { input: 1, output: 2 } });
  expect(writer.push({ type: 'end' })).toHaveLength(told ? 2 : 1);
});
