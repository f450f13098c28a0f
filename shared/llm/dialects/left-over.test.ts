import { describe, expect, test } from 'vitest';
import { atPointer } from '../json.ts';
import type { Dialect } from '../protocol/part.ts';
import type { ChatRequest } from '../protocol/request.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { transformRequest } from '../transform/transform.ts';

const sent = (request: ChatRequest, name: string) => {
  const target = findTarget(providerRegistry(), name);
  if (typeof target === 'string') throw new Error(target);
  return transformRequest(request, target);
};

const MODELS = [
  ['openai/gpt-4.1', '/messages'],
  ['openai-responses/gpt-4.1', '/input'],
  ['anthropic/claude-opus-4-6', '/messages'],
  ['gemini/gemini-2.5-pro', '/contents'],
  ['mistral/mistral-large-latest', '/messages'],
] as const;

describe('a turn of which nothing can be sent', () => {
  const request = (of: Dialect): ChatRequest => ({
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Hello' }] },
      { role: 'assistant', name: 'ada', content: [{ type: 'foreign', dialect: of, value: { x: 1 } }] },
      { role: 'user', content: [{ type: 'text', text: 'Go on.' }] },
    ],
  });

  test.each(MODELS)('is no empty turn to %s, and is told', (name, messages) => {
    const { wire, losses, unexplained } = sent(
      request(name.startsWith('gemini') ? 'anthropic' : 'gemini'),
      name,
    );
    expect(atPointer(wire, messages)).toHaveLength(2);
    expect(unexplained).toEqual([]);
    expect(losses.filter(({ severity }) => severity === 'high').map(({ path }) => path)).toEqual([
      '/messages/1/content/0',
    ]);
    expect(losses.map(({ path }) => path)).toContain('/messages/1/name');
  });
});

test('the only turn of a request is sent to OpenAI, if without words', () => {
  const { wire } = sent(
    { messages: [{ role: 'user', content: [{ type: 'image', source: { kind: 'text', text: 'x' } }] }] },
    'openai/gpt-4.1',
  );
  expect(wire['messages']).toEqual([{ role: 'user', content: '' }]);
});

describe('a refusal of the history', () => {
  const request: ChatRequest = {
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Do it.' }] },
      { role: 'assistant', content: [{ type: 'refusal', text: 'I will not.' }] },
      { role: 'user', content: [{ type: 'text', text: 'Why?' }] },
    ],
  };

  test.each(MODELS.slice(2))('is said in words to %s', (name) => {
    const { wire, losses } = sent(request, name);
    expect(JSON.stringify(wire)).toContain('I will not.');
    expect(losses.find(({ path }) => path === '/messages/1/content/0/type')).toMatchObject({
      class: 'emulated',
      severity: 'low',
      before: 'refusal',
      after: 'text',
    });
  });
});

describe('tools that only another provider runs', () => {
  const request: ChatRequest = {
    messages: [{ role: 'user', content: [{ type: 'text', text: 'Search.' }] }],
    tools: [{ foreign: 'openai-responses', value: { type: 'web_search' } }],
    toolChoice: { type: 'required' },
    parallelToolCalls: false,
  };

  test.each(MODELS.filter(([name]) => !name.startsWith('openai-responses')))(
    'leave no empty list and no choice to %s',
    (name) => {
      const { wire, losses, unexplained } = sent(request, name);
      for (const key of ['tools', 'tool_choice', 'toolConfig', 'parallel_tool_calls'])
        expect(wire).not.toHaveProperty(key);
      expect(unexplained).toEqual([]);
      expect(losses.filter(({ severity }) => severity === 'high').map(({ path }) => path)).toEqual([
        '/toolChoice',
        '/tools/0',
      ]);
    },
  );
});
