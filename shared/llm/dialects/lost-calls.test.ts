import { describe, expect, test } from 'vitest';
import type { Json, JsonObject } from '../json.ts';
import type { Dialect } from '../protocol/part.ts';
import type { ChatRequest } from '../protocol/request.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { NO_LINKS } from '../transform/links.ts';
import { transformRequest } from '../transform/transform.ts';
import { adapterOf } from './adapters.ts';

const sent = (request: ChatRequest, name: string) => {
  const target = findTarget(providerRegistry(), name);
  if (typeof target === 'string') throw new Error(target);
  return transformRequest(request, target);
};
const read = (dialect: Dialect, wire: JsonObject) => adapterOf(dialect).readRequest(wire, NO_LINKS);
const told = ({ losses }: ReturnType<typeof sent>) =>
  losses.filter(({ severity }) => severity === 'high').map(({ class: kind, path }) => `${kind} ${path}`);

const MODELS = [
  'openai/gpt-4.1',
  'openai-responses/gpt-4.1',
  'anthropic/claude-opus-4-6',
  'gemini/gemini-2.5-pro',
  'mistral/mistral-large-latest',
];

describe('a call that only OpenAI knows', () => {
  const request = read('openai-chat', {
    messages: [
      { role: 'user', content: 'Two things.' },
      {
        role: 'assistant',
        content: null,
        tool_calls: [
          { id: 'call_1', type: 'custom', custom: { name: 'sh', input: 'ls' } },
          { id: 'call_2', type: 'function', function: { name: 'now', arguments: '{}' } },
        ],
      },
      { role: 'tool', tool_call_id: 'call_1', content: 'the files' },
      { role: 'tool', tool_call_id: 'call_2', content: 'noon' },
    ],
  });

  test.each(MODELS.slice(1))('takes its result with it, and no other, to %s', (name) => {
    const made = sent(request, name);
    const wire = JSON.stringify(made.wire);
    expect(wire).not.toContain('the files');
    expect(wire).toContain('noon');
    expect(made.unexplained).toEqual([]);
    expect(told(made)).toEqual(['dropped /messages/1/content/0', 'rejected /messages/2/content/0']);
    expect(made.losses).not.toContainEqual(
      expect.objectContaining({ class: 'merged-or-split', path: '/messages/2' }),
    );
  });

  test('goes back to OpenAI with its result', () => {
    expect(JSON.stringify(sent(request, MODELS[0] as string).wire)).toContain('the files');
  });
});

describe('a call that is not of the model', () => {
  const request: ChatRequest = {
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Go on.' }] },
      {
        role: 'user',
        name: 'ada',
        content: [{ type: 'tool_call', id: 'call_1', name: 'f', arguments: '{}' }],
      },
      {
        role: 'tool',
        content: [
          { type: 'tool_result', callId: 'call_1', content: [{ type: 'text', text: 'a' }] },
          { type: 'tool_result', callId: 'call_1', content: [{ type: 'text', text: 'b' }] },
        ],
      },
    ],
  };

  test.each(MODELS)('leaves no result behind at %s', (name) => {
    const made = sent(request, name);
    expect(JSON.stringify(made.wire)).not.toMatch(/tool_result|tool_call_id|functionResponse|call_id/);
    expect(made.unexplained).toEqual([]);
    expect(told(made)).toEqual([
      'dropped /messages/1/content/0',
      'rejected /messages/2/content/0',
      'rejected /messages/2/content/1',
    ]);
  });
});

test('results of calls of which nothing is left are one message without words, where there must be one', () => {
  const { wire, unexplained } = sent(
    {
      messages: [
        { role: 'user', content: [{ type: 'tool_call', id: 'c', name: 'f', arguments: '{}' }] },
        { role: 'tool', content: [{ type: 'tool_result', callId: 'c', content: [] }] },
      ],
    },
    'openai/gpt-4.1',
  );
  expect(wire['messages']).toEqual([{ role: 'user', content: '' }]);
  expect(unexplained).toEqual([]);
});

describe('results of calls that stand in a conversation at OpenAI', () => {
  const output = { type: 'function_call_output', call_id: 'call_1', output: 'noon' };
  const asked = (rest: JsonObject, before: readonly Json[] = []) =>
    read('openai-responses', { input: [...before, output, { role: 'user', content: 'And?' }], ...rest });
  const KEPT: readonly (readonly [string, ChatRequest])[] = [
    ['previous_response_id', asked({ previous_response_id: 'resp_1' })],
    ['conversation', asked({ conversation: { id: 'conv_1' } })],
    ['item_reference', asked({}, [{ type: 'item_reference', id: 'fc_1' }])],
  ];

  test.each(KEPT)('named by %s, are for OpenAI alone', (_, request) => {
    for (const name of MODELS.filter((each) => !each.startsWith('openai-responses'))) {
      const made = sent(request, name);
      expect(JSON.stringify(made.wire), name).not.toContain('noon');
      expect(made.unexplained).toEqual([]);
      expect(told(made).filter((each) => each.startsWith('rejected'))).toHaveLength(1);
    }
    expect(JSON.stringify(sent(request, 'openai-responses/gpt-4.1').wire)).toContain('noon');
  });

  test('of calls that are there are sent', () => {
    const call = { type: 'function_call', call_id: 'call_1', name: 'now', arguments: '{}' };
    const made = sent(asked({ previous_response_id: 'resp_1' }, [call]), 'anthropic/claude-opus-4-6');
    expect(JSON.stringify(made.wire)).toContain('noon');
  });

  test('a result without a call of a request that is whole goes as it was written', () => {
    expect(JSON.stringify(sent(asked({}), 'anthropic/claude-opus-4-6').wire)).toContain('noon');
  });
});
