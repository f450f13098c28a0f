import { describe, expect, test } from 'vitest';
import { type JsonObject, sameJson } from '../../json.ts';
import { findTarget, providerRegistry } from '../../providers/registry.ts';
import { NO_LINKS } from '../../transform/links.ts';
import { transformRequest } from '../../transform/transform.ts';
import { adapterOf } from '../adapters.ts';

const sent = (wire: JsonObject, name: string) => {
  const target = findTarget(providerRegistry(), name);
  if (typeof target === 'string') throw new Error(target);
  return transformRequest(adapterOf('openai-chat').readRequest(wire, NO_LINKS), target);
};

const call = (name: string) => ({
  role: 'assistant',
  content: null,
  function_call: { name, arguments: '{"city":"Rome"}' },
});
const REQUEST: JsonObject = {
  model: 'gpt-4.1',
  messages: [
    { role: 'user', content: 'Weather and time?' },
    call('weather'),
    { role: 'function', name: 'weather', content: 'sunny' },
    call('time'),
    { role: 'function', name: 'time', content: 'noon' },
  ],
  functions: [
    { name: 'weather', description: 'd', parameters: { type: 'object', properties: {} } },
    { name: 'time' },
  ],
  function_call: { name: 'weather' },
};

const TARGETS = [
  'openai-responses/gpt-4.1',
  'anthropic/claude-opus-4-6',
  'gemini/gemini-2.5-pro',
  'mistral/mistral-large-latest',
  'vllm/any',
];

describe('functions of the older format', () => {
  test('go back as they came', () => {
    const { wire, losses, unexplained } = sent(REQUEST, 'openai/gpt-4.1');
    expect(sameJson(wire, REQUEST), JSON.stringify(wire, null, 1)).toBe(true);
    expect(losses.filter(({ severity }) => severity !== 'none')).toEqual([]);
    expect(unexplained).toEqual([]);
  });

  test.each(TARGETS)('are tools, calls and results to %s', (name) => {
    const { wire, losses, unexplained } = sent(REQUEST, name);
    expect(losses.filter(({ severity }) => severity === 'high')).toEqual([]);
    expect(unexplained).toEqual([]);
    const text = JSON.stringify(wire);
    for (const word of ['tools', 'sunny', 'noon', 'weather', 'Rome']) expect(text).toContain(word);
    expect(text).not.toMatch(/"functions"|"role":"function"|"function_call":/);
  });

  test('each result names the call that it answers', () => {
    const { wire } = sent(REQUEST, 'anthropic/claude-opus-4-6');
    const blocks = (wire['messages'] as JsonObject[]).flatMap(({ content }) => content as JsonObject[]);
    const ids = blocks.filter(({ type }) => type === 'tool_use').map(({ id }) => id);
    expect(new Set(ids).size).toBe(2);
    expect(blocks.filter(({ type }) => type === 'tool_result').map((block) => block['tool_use_id'])).toEqual(
      ids,
    );
    expect(wire['tool_choice']).toEqual({ type: 'tool', name: 'weather' });
  });

  test('are not read beside tools, nor is a result that answers no call', () => {
    const both = {
      ...REQUEST,
      tools: [{ type: 'function', function: { name: 'f' } }],
      messages: [
        { role: 'user', content: 'x' },
        { role: 'function', name: 'weather', content: 'y' },
      ],
    };
    expect(sameJson(sent(both, 'openai/gpt-4.1').wire, both)).toBe(true);
    const lost = sent(both, 'anthropic/claude-opus-4-6').losses.filter(({ severity }) => severity === 'high');
    expect(lost.map(({ path }) => path)).toEqual([
      '/extensions/openai-chat/functions',
      '/extensions/openai-chat/function_call',
      '/messages/1/content/0',
    ]);
  });

  test('calls in both words at once are those with ids', () => {
    const wire = {
      model: 'gpt-4.1',
      messages: [
        {
          ...call('weather'),
          tool_calls: [{ id: 'c', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        { role: 'tool', tool_call_id: 'c', content: 'x' },
      ],
    };
    expect(sameJson(sent(wire, 'openai/gpt-4.1').wire, wire)).toBe(true);
  });

  test('are functions no more where the request was changed to what those cannot say', () => {
    const chat = adapterOf('openai-chat').readRequest(REQUEST, NO_LINKS);
    const target = findTarget(providerRegistry(), 'openai/gpt-4.1');
    if (typeof target === 'string') throw new Error(target);
    const { wire, unexplained } = transformRequest({ ...chat, toolChoice: { type: 'required' } }, target);
    expect(wire).toMatchObject({ tools: [{ type: 'function' }, {}], tool_choice: 'required' });
    expect(wire).not.toHaveProperty('functions');
    expect(unexplained).toEqual([]);
  });
});
