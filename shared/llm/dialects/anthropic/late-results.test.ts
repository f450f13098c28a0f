import { expect, test } from 'vitest';
import { atPointer, type JsonObject, sameJson } from '../../json.ts';
import { findTarget, providerRegistry } from '../../providers/registry.ts';
import { NO_LINKS } from '../../transform/links.ts';
import { transformRequest } from '../../transform/transform.ts';
import { readRequest } from './request-read.ts';

const found = findTarget(providerRegistry(), 'anthropic/claude-opus-4-6');
if (typeof found === 'string') throw new Error(found);
const target = found;

test('results come before what else the user says, which is told', () => {
  const { wire, losses, unexplained } = transformRequest(
    {
      messages: [
        { role: 'assistant', content: [{ type: 'tool_call', id: 'c', name: 'f', arguments: '{}' }] },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'a' },
            { type: 'tool_result', callId: 'c', content: [{ type: 'text', text: 'r' }] },
            { type: 'text', text: 'b' },
          ],
        },
      ],
    },
    target,
  );
  expect(atPointer(wire, '/messages/1/content')).toMatchObject([
    { type: 'tool_result' },
    { type: 'text', text: 'a' },
    { type: 'text', text: 'b' },
  ]);
  expect(unexplained).toEqual([]);
  expect(losses).toContainEqual(
    expect.objectContaining({ class: 'relocated', path: '/messages/1/content', after: [1, 0, 2] }),
  );
});

test('what was written for Claude keeps its order', () => {
  const content = [
    { type: 'text', text: 'a' },
    { type: 'tool_result', tool_use_id: 'c', content: 'r' },
  ];
  const wire: JsonObject = {
    model: 'claude-opus-4-6',
    max_tokens: 9,
    messages: [
      { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'f', input: {} }] },
      { role: 'user', content },
    ],
  };
  const again = transformRequest(readRequest(wire, NO_LINKS), target).wire;
  expect(sameJson(again, wire), JSON.stringify(again)).toBe(true);
});
