import { expect, test } from 'vitest';
import { conversationOf } from './conversation.ts';

const asked = (request: object) => conversationOf({ type: 'llm', request } as never);

test('texts are told as they are, other parts by their kind', () => {
  const { turns } = asked({
    messages: [
      { role: 'system', content: 'Be brief.' },
      {
        role: 'user',
        content: [
          { type: 'text', text: 'What is this?' },
          { type: 'image', source: {} },
        ],
      },
      { role: 'assistant', content: [{ type: 'tool_call', id: 'c', name: 'look', arguments: '{}' }] },
      { role: { $fingerprint: 'abcdef' }, content: { $fingerprint: '123456' } },
    ],
  });
  expect(turns).toEqual([
    { role: 'system', text: 'Be brief.' },
    { role: 'user', text: 'What is this?\n[image]' },
    { role: 'assistant', text: '[tool_call look]' },
    { role: '••• abcd', text: expect.stringContaining('1234') },
  ]);
});

test('settings in one line each, those that are left open in none', () => {
  const { settings } = asked({
    messages: [],
    parameters: { temperature: { $decimal: '0.20' }, maxOutputTokens: 60, seed: null },
    reasoning: { effort: 'low' },
    tools: [{ name: 'f' }],
    toolChoice: { type: 'tool', name: 'f' },
    responseFormat: { type: 'json_schema', schema: {} },
    store: false,
    user: null,
    required: ['/tools', '/seed'],
  });
  expect(settings).toEqual([
    'temperature 0.20',
    'maxOutputTokens 60',
    'reasoning effort low',
    '1 tool',
    'tool choice f',
    'answer as json_schema',
    'store false',
    '2 required fields',
  ]);
});

test('what is no request has no turns', () => {
  expect(conversationOf(null)).toEqual({ turns: [], settings: [] });
  expect(conversationOf({ request: { messages: 'hi' } })).toEqual({ turns: [], settings: [] });
});
