import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { type ChatRequest, chatRequestSchema } from '../protocol/request.ts';
import type { ChatResponse } from '../protocol/response.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { transformRequest } from '../transform/transform.ts';
import { compareAnswers } from './answers.ts';
import { commonSubset, compareSettings, leafDifferences, type SentRequest } from './settings.ts';

const registry = providerRegistry();

function sent(request: ChatRequest, name: string): SentRequest {
  const target = findTarget(registry, name);
  if (typeof target === 'string') throw new Error(target);
  const { wire, losses } = transformRequest(request, target);
  return { target: name, dialect: target.provider.dialect, body: wire, losses };
}

const request = chatRequestSchema.parse({
  messages: [{ role: 'user', content: 'hi' }],
  parameters: { temperature: 0.2, seed: 7 },
});

test('settings are the same only if the bytes say so', () => {
  expect(compareSettings([sent(request, 'openai/gpt-4.1'), sent(request, 'openai/gpt-4o')]).same).toBe(true);
  const { same, differences } = compareSettings([
    sent(request, 'openai/gpt-4.1'),
    sent(request, 'anthropic/claude-sonnet-4-5'),
  ]);
  expect(same).toBe(false);
  expect(differences).toContainEqual({
    path: '/parameters/seed',
    values: { 'openai/gpt-4.1': 7, 'anthropic/claude-sonnet-4-5': null },
  });
});

test('of a schema that differs, people are told which of its keywords do', () => {
  const schema = {
    type: 'object',
    properties: { a: { type: 'string', pattern: '^x' }, 'b/c': { type: 'string' } },
  };
  const asked: ChatRequest = { ...request, responseFormat: { type: 'json_schema', schema } };
  const lanes = ['openai/gpt-4.1', 'anthropic/claude-sonnet-4-5'].map((name) => sent(asked, name));
  const verdict = compareSettings(lanes);
  expect(verdict.differences.map(({ path }) => path)).toContain('/responseFormat');
  const leaves = leafDifferences(verdict);
  expect(leaves.filter(({ path }) => path.startsWith('/responseFormat'))).toEqual([
    {
      path: '/responseFormat/schema/properties/a/pattern',
      values: { 'openai/gpt-4.1': '^x', 'anthropic/claude-sonnet-4-5': null },
    },
  ]);
  expect(leaves).toContainEqual(verdict.differences.find(({ path }) => path === '/parameters/seed'));
  expect(
    leafDifferences({ same: false, differences: [{ path: '/x', values: { a: { y: 1 }, b: null } }] }),
  ).toEqual([{ path: '/x', values: { a: { y: 1 }, b: null } }]);
});

test('with what all of them support, lanes run with the same settings', () => {
  const lanes = (one: ChatRequest) => [
    sent(one, 'openai/gpt-4.1'),
    sent(one, 'anthropic/claude-sonnet-4-5'),
    sent(one, 'openai/gpt-5'),
  ];
  const common = commonSubset(request, compareSettings(lanes(request)));
  expect(common.parameters?.seed).toBeUndefined();
  expect(common.messages).toEqual(request.messages);
  expect(compareSettings(lanes(common))).toEqual({ same: true, differences: [] });
});

const answer = (text: string, ...calls: [string, string][]): ChatResponse => ({
  candidates: [
    {
      content: [
        { type: 'text', text },
        ...calls.map(([name, args]) => ({ type: 'tool_call' as const, id: name, name, arguments: args })),
      ],
      finish: 'stop',
    },
  ],
});

test('JSON answers differ by leaves, whatever the order of keys; texts as a whole', () => {
  expect(compareAnswers(answer('{"a":1,"b":[1,2]}'), answer('{"b":[1,3],"a":1}'))).toEqual({
    json: true,
    differences: [{ path: '/b/1', a: 2, b: 3 }],
  });
  expect(compareAnswers(answer('{"a":1}'), answer('one')).differences).toEqual([
    { path: 'text', a: '{"a":1}', b: 'one' },
  ]);
});

test('calls differ by name, number and arguments', () => {
  expect(
    compareAnswers(answer('', ['find', '{"id":1}']), answer('', ['find', '{"id": 2}'], ['more', '{}']))
      .differences,
  ).toEqual([
    { path: 'find 1/id', a: 1, b: 2 },
    { path: 'call 2', a: null, b: { name: 'more', arguments: {} } },
  ]);
});

test('no difference exactly where two JSON answers say the same', () => {
  const json = fc.oneof(
    fc.array(fc.jsonValue(), { maxLength: 3 }),
    fc.dictionary(fc.string(), fc.jsonValue()),
  );
  fc.assert(
    fc.property(json, json, (a, b) => {
      const [left, right] = [JSON.parse(JSON.stringify(a)) as Json, JSON.parse(JSON.stringify(b)) as Json];
      const differ = (x: Json, y: Json) =>
        compareAnswers(answer(JSON.stringify(x)), answer(JSON.stringify(y))).differences.length > 0;
      return !differ(left, left) && differ(left, right) === differ(right, left);
    }),
  );
});
