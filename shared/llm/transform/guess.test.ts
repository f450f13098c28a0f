import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { guessDialect } from './guess.ts';

const user = { role: 'user', content: 'hi' };
const answered = (part: object) => ({
  max_tokens: 9,
  messages: [user, { role: 'assistant', content: [part] }],
});

test.each([
  ['canonical', { messages: [user], required: ['/user'], user: 'ada' }],
  ['canonical', { messages: [user], reasoning: { effort: 'low' } }],
  ['canonical', { messages: [user], tools: [{ name: 'f', parameters: {} }] }],
  ['canonical', answered({ type: 'tool_call', id: 'a', name: 'f', arguments: '{}' })],
  ['canonical', answered({ type: 'image', source: { kind: 'url', url: 'https://a.b/c.png' } })],
  ['canonical', answered({ type: 'tool_result', callId: 'a', content: [] })],
  ['anthropic', { max_tokens: 9, messages: [user], tools: [{ name: 'f', input_schema: {} }] }],
  ['anthropic', answered({ type: 'tool_use', id: 'a', name: 'f', input: {} })],
  ['anthropic', answered({ type: 'tool_result', tool_use_id: 'a', content: 'x' })],
  ['anthropic', answered({ type: 'image', source: { type: 'url', url: 'https://a.b/c.png' } })],
  ['anthropic', answered({ type: 'thinking', thinking: 'hm', signature: 'x' })],
  ['anthropic', { model: 'claude-sonnet-4-5', max_tokens: 9, messages: [user] }],
  ['mistral', { messages: [user, { role: 'assistant', content: [{ type: 'thinking', thinking: [] }] }] }],
  ['openai-chat', { messages: [user], reasoning: { effort: 'low' }, temperature: 1 }],
  [
    'openai-chat',
    { model: 'claude-sonnet-4-5', max_tokens: 9, messages: [{ role: 'system', content: 'x' }] },
  ],
  ['openai-chat', { messages: [user], tools: [{ type: 'function', function: { name: 'f' } }] }],
  ['openai-chat', { messages: [] }],
  [undefined, { model: 'gpt-4.1' }],
  [undefined, []],
])('%s: %j', (dialect, request) => {
  expect(guessDialect(request as Json)).toBe(dialect);
});

test('the examples are taken for what they are', () => {
  const folder = fileURLToPath(new URL('../../../examples/llm/', import.meta.url));
  const guessed = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => [name, guessDialect(JSON.parse(readFileSync(folder + name, 'utf8')))]);
  expect(Object.fromEntries(guessed)).toEqual({
    'caching.json': 'canonical',
    'gemini.json': 'gemini',
    'image.json': 'openai-responses',
    'mistral.json': 'mistral',
    'reasoning.json': 'anthropic',
    'refund.json': 'canonical',
    'structured.json': 'openai-chat',
    'tools.json': 'openai-chat',
  });
});
