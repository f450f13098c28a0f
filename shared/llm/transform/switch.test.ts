import { expect, test } from 'vitest';
import type { ChatRequest } from '../protocol/request.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import type { Target } from '../providers/target.ts';
import { switchLosses } from './switch.ts';

const registry = providerRegistry([{ id: 'mirror', extends: 'anthropic', baseUrl: 'http://127.0.0.1:9000' }]);
const target = (name: string): Target => {
  const found = findTarget(registry, name);
  if (typeof found === 'string') throw new Error(found);
  return found;
};
const request: ChatRequest = {
  messages: [
    { role: 'user', name: 'ada', content: [{ type: 'text', text: 'Hello' }] },
    {
      role: 'assistant',
      content: [
        { type: 'reasoning', text: 'hm', signature: 'c2ln', dialect: 'anthropic' },
        { type: 'text', text: 'Hi' },
      ],
    },
    { role: 'user', content: [{ type: 'file', source: { kind: 'upload', id: 'file_1' } }] },
  ],
  parameters: { seed: 1 },
};
const lost = (from: string, to: string) =>
  switchLosses(request, target(from), target(to)).map(({ class: kind, path }) => `${kind} ${path}`);

test('signed thoughts do not travel to another dialect, and an upload means nothing there', () => {
  expect(lost('anthropic/claude-opus-4-6', 'openai/gpt-4.1')).toEqual([
    'opaque-state-lost /messages/1/content/0',
    'accepted-but-inert /messages/2/content/0/source/id',
  ]);
});

test('what the first one lost as well is not lost by the switch, nor are parameters', () => {
  expect(lost('openai/gpt-4.1', 'ollama/any')).not.toContain('opaque-state-lost /messages/1/content/0');
  expect(lost('openai/gpt-4.1', 'anthropic/claude-opus-4-6').join()).not.toContain('seed');
});

test('bytes that arrive at another provider of the same dialect are told to be in vain', () => {
  expect(lost('anthropic/claude-opus-4-6', 'mirror/claude-opus-4-6')).toContain(
    'accepted-but-inert /messages/1/content/0/signature',
  );
});

test('another model of the same provider: nothing', () => {
  expect(lost('anthropic/claude-opus-4-6', 'anthropic/claude-opus-4-6')).toEqual([]);
});
