import { expect, test } from 'vitest';
import type { ChatRequest } from '../../protocol/request.ts';
import { findTarget, providerRegistry } from '../../providers/registry.ts';
import { transformRequest } from '../../transform/transform.ts';

const sent = (request: Omit<ChatRequest, 'messages'>) => {
  const target = findTarget(providerRegistry(), 'anthropic/claude-sonnet-4-5');
  if (typeof target === 'string') throw new Error(target);
  const { wire, losses, unexplained } = transformRequest({ messages: [], ...request }, target);
  expect(unexplained).toEqual([]);
  const { temperature, top_p, top_k, tool_choice } = wire;
  return {
    wire: { temperature, top_p, top_k, tool_choice },
    told: losses.flatMap(({ path, class: kind, severity }) => (severity === 'none' ? [] : [[kind, path]])),
  };
};
const tools = [{ name: 'f' }];
const sampling = { temperature: 0.2, topP: 0.9, topK: 40, maxOutputTokens: 9000 };

test('what is refused beside thoughts stays behind, and is told', () => {
  const { wire, told } = sent({
    parameters: sampling,
    reasoning: { budgetTokens: 2000 },
    tools,
    toolChoice: { type: 'required' },
  });
  expect(wire).toEqual({ tool_choice: { type: 'auto' } });
  expect(Object.fromEntries(told.map(([kind, path]) => [path, kind]))).toEqual({
    '/parameters/temperature': 'rejected',
    '/parameters/topP': 'rejected',
    '/parameters/topK': 'rejected',
    '/toolChoice/type': 'enum-collapsed',
  });
});

test('an effort that became a budget counts as thoughts', () => {
  expect(sent({ parameters: sampling, reasoning: { effort: 'low' } }).told).toContainEqual([
    'rejected',
    '/parameters/temperature',
  ]);
});

test.each<ChatRequest['reasoning']>([undefined, { effort: 'none' }])(
  'without thoughts (%j) all of it is sent',
  (reasoning) => {
    const { temperature, topK } = sampling;
    const { wire, told } = sent({
      parameters: { temperature, topK, maxOutputTokens: 9000 },
      ...(reasoning === undefined ? {} : { reasoning }),
      tools,
      toolChoice: { type: 'tool', name: 'f' },
    });
    expect(wire).toEqual({
      temperature: 0.2,
      top_k: 40,
      tool_choice: { type: 'tool', name: 'f' },
    });
    expect(told).toEqual([]);
  },
);

test('a temperature of 1 and a wide top_p go along with thoughts', () => {
  const parameters = { temperature: 1, topP: 0.97, maxOutputTokens: 9000 };
  expect(sent({ parameters, reasoning: { budgetTokens: 2000 } }).told).toEqual([]);
});
