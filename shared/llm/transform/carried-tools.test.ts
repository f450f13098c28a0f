import { describe, expect, test } from 'vitest';
import type { ChatRequest } from '../protocol/request.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { transformRequest } from './transform.ts';

const sent = (request: Omit<ChatRequest, 'messages'>, name: string) => {
  const target = findTarget(providerRegistry(), name);
  if (typeof target === 'string') throw new Error(target);
  const { wire, losses, unexplained } = transformRequest({ messages: [], ...request }, target);
  expect(unexplained).toEqual([]);
  const told = losses
    .filter(({ severity }) => severity === 'high')
    .map(({ class: kind, path }) => `${kind} ${path}`);
  return { wire: JSON.stringify(wire), losses, told };
};

const DOTTED = { tools: [{ name: 'shop.find' }, { name: 'pay' }] };
const STRICT_NAMES = ['openai/gpt-4.1', 'openai-responses/gpt-4.1', 'anthropic/claude-opus-4-6'];

describe('a tool whose name is refused', () => {
  test.each(STRICT_NAMES)('is not sent to %s, which is told with its source', (name) => {
    const { wire, told, losses } = sent(DOTTED, name);
    expect(wire).not.toContain('shop.find');
    expect(wire).toContain('"pay"');
    expect(told).toEqual(['rejected /tools/0']);
    expect(losses.find(({ path }) => path === '/tools/0')?.source).toBeTruthy();
  });

  test('is sent where it may have a dot', () => {
    expect(sent(DOTTED, 'gemini/gemini-2.5-pro')).toMatchObject({ told: [] });
    expect(sent({ tools: [{ name: 'find it' }, { name: 'pay' }] }, 'gemini/gemini-2.5-pro').told).toEqual([
      'rejected /tools/0',
    ]);
  });

  test.each(STRICT_NAMES)('takes the choice of it along at %s', (name) => {
    const choice = { toolChoice: { type: 'tool' as const, name: 'shop.find' } };
    const { wire, told } = sent({ ...DOTTED, ...choice }, name);
    expect(wire).not.toContain('tool_choice');
    expect(told.toSorted()).toEqual(['dropped /toolChoice', 'rejected /tools/0']);
    const alone = sent({ tools: [{ name: 'shop.find' }], ...choice }, name);
    expect(alone.wire).not.toMatch(/"tools"|tool_choice/);
    expect(alone.told.toSorted()).toEqual(['dropped /toolChoice', 'rejected /tools/0']);
  });
});

test('a choice of a tool that only another provider knows is not sent without it', () => {
  const request: Omit<ChatRequest, 'messages'> = {
    tools: [{ name: 'f' }, { foreign: 'anthropic', value: { type: 'web_search_20250305', name: 'search' } }],
    toolChoice: { type: 'tool', name: 'search' },
  };
  for (const name of ['openai/gpt-4.1', 'gemini/gemini-2.5-pro', 'mistral/mistral-large-latest']) {
    const { wire, told } = sent(request, name);
    expect(wire, name).not.toContain('search');
    expect(told.toSorted()).toEqual(['dropped /toolChoice', 'dropped /tools/1']);
  }
  expect(sent(request, 'anthropic/claude-opus-4-6').wire).toContain('"tool_choice":{"type":"tool"');
});
