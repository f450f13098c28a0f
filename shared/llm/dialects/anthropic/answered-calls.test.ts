import { describe, expect, test } from 'vitest';
import type { Part } from '../../protocol/part.ts';
import type { ChatRequest, Message } from '../../protocol/request.ts';
import { findTarget, providerRegistry } from '../../providers/registry.ts';
import { transformRequest } from '../../transform/transform.ts';

const call: Part = { type: 'tool_call', id: 'c', name: 'f', arguments: '{}' };
const thought: Part = { type: 'reasoning', text: 'hm', signature: 'c2ln', dialect: 'anthropic' };
const said = (text: string): Message => ({ role: 'user', content: [{ type: 'text', text }] });
const turn = (...content: Part[]): Message => ({ role: 'assistant', content });
const result: Message = {
  role: 'tool',
  content: [{ type: 'tool_result', callId: 'c', content: [{ type: 'text', text: 'x' }] }],
};

const sent = (messages: Message[], reasoning: ChatRequest['reasoning'], name: string) => {
  const target = findTarget(providerRegistry(), name);
  if (typeof target === 'string') throw new Error(target);
  const request = { messages, parameters: { maxOutputTokens: 9000 }, ...(reasoning && { reasoning }) };
  const { wire, losses, unexplained } = transformRequest(request, target);
  expect(unexplained).toEqual([]);
  return {
    thinking: wire['thinking'],
    told: losses.filter(({ path }) => path.startsWith('/reasoning')),
  };
};
const BUDGET = 'anthropic/claude-sonnet-4-5';

describe('results of calls that Claude did not think of', () => {
  const messages = [said('q'), turn({ type: 'text', text: 'Let me see.' }, call), result];

  test.each<[string, ChatRequest['reasoning']]>([
    ['/reasoning/effort', { effort: 'high' }],
    ['/reasoning/budgetTokens', { budgetTokens: 2000 }],
  ])('go without thoughts, which is told at %s', (path, reasoning) => {
    const { thinking, told } = sent(messages, reasoning, BUDGET);
    expect(thinking).toBeUndefined();
    expect(told).toMatchObject([{ class: 'rejected', severity: 'medium', path, after: null }]);
    expect(told[0]?.source).toContain('extended thinking');
  });

  test.each<[string, Message]>([
    ['instructions', { role: 'system', content: [{ type: 'text', text: 's' }] }],
    ['what is not sent', { role: 'user', content: [{ type: 'audio', source: { kind: 'text', text: 'x' } }] }],
  ])('%s behind them changes nothing', (_, more) => {
    expect(sent([...messages, more], { effort: 'high' }, BUDGET)).toMatchObject({
      thinking: undefined,
      told: [{ class: 'rejected', path: '/reasoning/effort' }],
    });
  });

  test('a budget that was made to fit is told as left out', () => {
    const { told } = sent(messages, { budgetTokens: 1 }, BUDGET);
    expect(told).toMatchObject([
      { class: 'rejected', path: '/reasoning/budgetTokens', before: 1, after: null },
    ]);
  });

  test('thoughts of another provider are none of its own', () => {
    const foreign: Part = { type: 'reasoning', text: 'hm', signature: 'c2ln', dialect: 'gemini' };
    expect(sent([said('q'), turn(foreign, call), result], { budgetTokens: 2000 }, BUDGET).thinking).toBe(
      undefined,
    );
  });
});

test.each<[string, Message[]]>([
  ['behind its own thoughts', [said('q'), turn(thought, call), result]],
  ['of an earlier turn', [said('q'), turn(call), result, turn({ type: 'text', text: 'a' }), said('q')]],
  ['that the user goes on from', [said('q'), turn(call), result, said('and?')]],
])('calls %s do not stand in the way of thoughts', (_, messages) => {
  expect(sent(messages, { budgetTokens: 2000 }, BUDGET).thinking).toEqual({
    type: 'enabled',
    budget_tokens: 2000,
  });
});

test('a model that decides itself whether to think is asked all the same', () => {
  const messages = [said('q'), turn(call), result];
  expect(sent(messages, { adaptive: true }, 'anthropic/claude-opus-4-6').thinking).toEqual({
    type: 'adaptive',
  });
});
