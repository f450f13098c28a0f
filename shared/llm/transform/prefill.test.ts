import { expect, test } from 'vitest';
import { adapterOf } from '../dialects/adapters.ts';
import type { ChatRequest } from '../protocol/request.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { NO_LINKS } from './links.ts';
import { transformRequest } from './transform.ts';

const begun: ChatRequest = {
  messages: [
    { role: 'user', content: [{ type: 'text', text: 'As JSON, please.' }] },
    { role: 'assistant', content: [{ type: 'text', text: '{"a":' }] },
  ],
};
const sent = (request: ChatRequest, name: string) => {
  const target = findTarget(providerRegistry(), name);
  if (typeof target === 'string') throw new Error(target);
  return transformRequest(request, target);
};
const told = (name: string) =>
  sent(begun, name).losses.filter(
    ({ path, severity }) => path.startsWith('/messages/1') && severity !== 'none',
  );

test('a model that goes on from its last message is sent it', () => {
  expect(told('anthropic/claude-sonnet-4-5')).toEqual([]);
  expect(told('mistral/mistral-large-latest')).toEqual([]);
  expect(sent(begun, 'mistral/mistral-large-latest').wire['messages']).toMatchObject([
    {},
    { role: 'assistant', content: '{"a":', prefix: true },
  ]);
});

test.each(['openai/gpt-4.1', 'openai-responses/gpt-4.1'])('%s answers anew, which is told', (name) => {
  expect(told(name)).toMatchObject([{ class: 'accepted-but-inert', severity: 'medium' }]);
});

test.each(['anthropic/claude-opus-4-6', 'anthropic/claude-opus-4-8'])(
  '%s refuses it: it stays behind',
  (name) => {
    expect(told(name)).toMatchObject([{ class: 'rejected', severity: 'high', after: null }]);
    expect(sent(begun, name).wire['messages']).toHaveLength(1);
    expect(sent(begun, name).unexplained).toEqual([]);
  },
);

test('a prefix of Mistral is no more than where it stands', () => {
  const { readRequest } = adapterOf('mistral');
  const wire = sent(begun, 'mistral/mistral-large-latest').wire;
  expect(readRequest(wire, NO_LINKS).messages).toEqual(begun.messages);
  const middle = {
    messages: [
      { role: 'assistant', content: 'x', prefix: true },
      { role: 'user', content: 'y' },
    ],
  };
  expect(readRequest(middle, NO_LINKS).messages[0]?.extensions).toEqual({ mistral: { prefix: true } });
});

test('calls of tools are no beginning of an answer', () => {
  const call = { type: 'tool_call' as const, id: 'c', name: 'f', arguments: '{}' };
  const [user, assistant] = begun.messages as [ChatRequest['messages'][0], ChatRequest['messages'][0]];
  const request = { messages: [user, { ...assistant, content: [...assistant.content, call] }] };
  expect(sent(request, 'anthropic/claude-opus-4-6').wire['messages']).toHaveLength(2);
});

test('other words of such a message keep their own reasons', () => {
  const calls = [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }];
  const [user, assistant] = begun.messages as [ChatRequest['messages'][0], ChatRequest['messages'][0]];
  const request = {
    messages: [user, { ...assistant, extensions: { 'openai-chat': { tool_calls: calls } } }],
  };
  expect(sent(request, 'openai/gpt-4.1').unexplained).toEqual([]);
});
