import { describe, expect, test } from 'vitest';
import { type JsonObject, sameJson } from '../json.ts';
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

describe('instructions and nothing else', () => {
  const request: ChatRequest = {
    messages: [
      { role: 'system', content: [{ type: 'text', text: 'Write a poem.' }] },
      { role: 'developer', content: [{ type: 'text', text: 'A short one.' }] },
    ],
  };

  test.each<[string, JsonObject]>([
    [
      'anthropic/claude-opus-4-6',
      {
        messages: [
          { role: 'user', content: 'Write a poem.' },
          { role: 'user', content: 'A short one.' },
        ],
      },
    ],
    [
      'gemini/gemini-2.5-pro',
      {
        contents: [
          { role: 'user', parts: [{ text: 'Write a poem.' }] },
          { role: 'user', parts: [{ text: 'A short one.' }] },
        ],
      },
    ],
  ])('are what the user says to %s, which is told', (name, turns) => {
    const { wire, losses, unexplained } = sent(request, name);
    expect(wire).toMatchObject(turns);
    expect(wire).not.toHaveProperty('system');
    expect(wire).not.toHaveProperty('systemInstruction');
    expect(unexplained).toEqual([]);
    expect(losses.filter(({ severity }) => severity === 'medium')).toMatchObject([
      { class: 'enum-collapsed', path: '/messages/0/role', before: 'system', after: 'user' },
      { class: 'enum-collapsed', path: '/messages/1/role', before: 'developer', after: 'user' },
    ]);
  });

  test('stay instructions elsewhere, and beside a turn', () => {
    expect(sent(request, 'openai/gpt-4.1').wire['messages']).toMatchObject([
      { role: 'system' },
      { role: 'developer' },
    ]);
    const messages: ChatRequest['messages'] = [
      ...request.messages,
      { role: 'user', content: [{ type: 'text', text: 'Now.' }] },
    ];
    expect(sent({ messages }, 'anthropic/claude-opus-4-6').wire['messages']).toHaveLength(1);
  });
});

test.each<['anthropic' | 'gemini', string, JsonObject]>([
  [
    'anthropic',
    'anthropic/claude-opus-4-6',
    { model: 'claude-opus-4-6', max_tokens: 9, system: 's', messages: [] },
  ],
  ['gemini', 'gemini/gemini-2.5-pro', { systemInstruction: { parts: [{ text: 's' }] }, contents: [] }],
])('what %s itself was asked goes back as it came', (dialect, name, wire) => {
  const again = sent(adapterOf(dialect).readRequest(wire, NO_LINKS), name).wire;
  expect(sameJson(again, wire), JSON.stringify(again)).toBe(true);
});
