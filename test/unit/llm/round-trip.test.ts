import { describe, expect, test } from 'vitest';
import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import type { Message } from '../../../shared/llm/protocol/request.ts';
import { findTarget, providerRegistry } from '../../../shared/llm/providers/registry.ts';
import type { Target } from '../../../shared/llm/providers/target.ts';
import { NO_LINKS } from '../../../shared/llm/transform/links.ts';
import { transformRequest } from '../../../shared/llm/transform/transform.ts';
import { ANSWERS } from './answers.ts';
import { BODIES } from './bodies.ts';

const registry = providerRegistry();
function target(name: string): Target {
  const found = findTarget(registry, name);
  if (typeof found === 'string') throw new Error(found);
  return found;
}

describe.each(BODIES)('$to', ({ to, wire }) => {
  const own = target(to);

  test('read and written again it is the same up to the order of keys', () => {
    const request = adapterOf(own.provider.dialect).readRequest(wire, NO_LINKS);
    const { wire: again, losses, score } = transformRequest(request, own);
    expect(again).toEqual(wire);
    expect(losses.filter(({ severity }) => severity !== 'none')).toEqual([]);
    expect(score).toBe(100);
  });

  test.each(BODIES.map((each) => each.to))('carried to %s every difference has a reason', (name) => {
    const request = adapterOf(own.provider.dialect).readRequest(wire, NO_LINKS);
    expect(transformRequest(request, target(name)).unexplained).toEqual([]);
  });
});

test.each(ANSWERS)('an answer of %s is the same when it is written again', (dialect, wire) => {
  const { readResponse, writeResponse } = adapterOf(dialect);
  const { value } = readResponse(wire);
  expect(writeResponse(value, { id: 'x', model: 'x', created: 0 }).value).toEqual(wire);
});

test('under coerce a schema that cannot be enforced is asked for in words, and told', () => {
  const messages: Message[] = [{ role: 'user', content: [{ type: 'text', text: 'A poem.' }] }];
  const request = { messages, responseFormat: { type: 'json' as const } };
  const { wire, losses } = transformRequest(request, target('anthropic/claude-opus-4-6'), 'coerce');
  expect(wire['system']).toBe('Answer with one JSON object and nothing else.');
  expect(losses.map((loss) => [loss.class, loss.path])).toContainEqual(['emulated', '/responseFormat']);
});

test('strict refuses what would be another question, and what is required', () => {
  const seeded = { messages: [], parameters: { seed: 1 } };
  const to = target('anthropic/claude-opus-4-6');
  expect(transformRequest(seeded, to, 'strict').refused).toEqual([]);
  const required = { ...seeded, required: ['/parameters'] };
  expect(transformRequest(required, to, 'strict').refused.map(({ path }) => path)).toEqual([
    '/parameters/seed',
    '/parameters/maxOutputTokens',
  ]);
  expect(transformRequest(required, to, 'warn').refused).toEqual([]);
});

test('one effort, told as the budget that was sent', () => {
  const request = {
    messages: [],
    reasoning: { effort: 'medium' as const },
    parameters: { maxOutputTokens: 8192 },
  };
  const { wire, losses } = transformRequest(request, target('anthropic/claude-sonnet-4-5'));
  expect(wire['thinking']).toEqual({ type: 'enabled', budget_tokens: 4096 });
  expect(losses.find(({ path }) => path === '/reasoning/effort')).toMatchObject({
    class: 'unit-changed',
    before: 'medium',
    after: 4096,
  });
});

test('a provider of the workspace needs no code', () => {
  const { providers, problems } = providerRegistry([
    { id: 'mine', extends: 'openai-compatible', baseUrl: 'http://127.0.0.1:9000/v1' },
    { id: 'openai', capabilities: { 'parameters.seed': { support: 'no', source: null } } },
    { id: 'broken', extends: 'nothing' },
  ]);
  expect(problems).toMatchObject([{ entry: 2, path: ['extends'] }]);
  expect(providers.get('mine')?.baseUrl).toBe('http://127.0.0.1:9000/v1');
  const changed = findTarget({ providers, problems }, 'openai/gpt-4.1');
  expect(typeof changed === 'string' ? changed : changed.capabilities['parameters.seed']).toMatchObject({
    support: 'no',
    source: null,
    scope: { provider: 'openai', model: null, endpoint: '/chat/completions' },
  });
});

test('digits that a float does not keep are told, not rounded in silence', () => {
  const call = (text: string) => ({
    messages: [
      {
        role: 'assistant' as const,
        content: [{ type: 'tool_call' as const, id: 'c', name: 'f', arguments: text }],
      },
    ],
  });
  const to = target('anthropic/claude-opus-4-6');
  const lost = (text: string) =>
    transformRequest(call(text), to).losses.find(({ path }) => path.endsWith('/arguments'));
  expect(lost('{"id":9007199254740993}')).toMatchObject({
    class: 'quantised',
    severity: 'high',
    before: '{"id":9007199254740993}',
    after: '{"id":9007199254740992}',
  });
  expect(lost('{ "id": 9007199254740992 }')).toBeUndefined();
  const { wire } = transformRequest(call('{"id":9007199254740993}'), target('openai/gpt-4.1'));
  expect(JSON.stringify(wire)).toContain('9007199254740993');
});

test('parts that are sent in another order are told', () => {
  const request = {
    messages: [
      {
        role: 'assistant' as const,
        content: [
          { type: 'tool_call' as const, id: 'c', name: 'f', arguments: '{}' },
          { type: 'text' as const, text: 'Looking.' },
        ],
      },
    ],
  };
  const reordered = (name: string) =>
    transformRequest(request, target(name)).losses.find(({ path }) => path === '/messages/0/content');
  expect(reordered('openai/gpt-4.1')).toMatchObject({ class: 'relocated', before: [0, 1], after: [1, 0] });
  expect(reordered('anthropic/claude-opus-4-6')).toBeUndefined();
});

test('a file that was uploaded to one provider is not sent to another, and that is told', () => {
  const { readRequest } = adapterOf('anthropic');
  const content = [{ type: 'document', source: { type: 'file', file_id: 'file_1' } }];
  const request = readRequest({ messages: [{ role: 'user', content }] }, NO_LINKS);
  for (const name of ['openai/gpt-4.1', 'openai-responses/gpt-5', 'gemini/gemini-2.5-pro']) {
    const { wire, losses } = transformRequest(request, target(name));
    expect(JSON.stringify(wire)).not.toContain('file_1');
    expect(losses).toContainEqual(
      expect.objectContaining({ class: 'dropped', severity: 'high', path: '/messages/0/content/0' }),
    );
  }
  const openai = adapterOf('openai-chat').readRequest(
    { messages: [{ role: 'user', content: [{ type: 'file', file: { file_id: 'file-9' } }] }] },
    NO_LINKS,
  );
  expect(JSON.stringify(transformRequest(openai, target('openai-responses/gpt-5')).wire)).toContain('file-9');
});

test('an extension that says what the request has a word for is no riddle', () => {
  const { wire, losses, unexplained } = transformRequest(
    { messages: [], extensions: { 'openai-chat': { temperature: 0.5, x_other: 1 } } },
    target('openai/gpt-4.1'),
  );
  expect(wire['temperature']).toBe(0.5);
  expect(unexplained).toEqual([]);
  expect(losses.map(({ class: kind, path }) => [kind, path])).toEqual([
    ['renamed', '/extensions/openai-chat/temperature'],
    ['default-changed', '/parameters/temperature'],
  ]);
});
