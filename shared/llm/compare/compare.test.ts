import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Json } from '../json.ts';
import { type ChatRequest, chatRequestSchema } from '../protocol/request.ts';
import type { ChatResponse } from '../protocol/response.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { transformRequest } from '../transform/transform.ts';
import { compareAnswers } from './answers.ts';
import { commonSubset, compareSettings, leafDifferences, type SentRequest, settingText } from './settings.ts';

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
    required: ['a', 'b/c'],
    additionalProperties: false,
  };
  const asked: ChatRequest = { ...request, responseFormat: { type: 'json_schema', schema, strict: true } };
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

test('what one of them cannot be sent at all is left out for all, as far as a request remains', () => {
  const image = { type: 'image', source: { kind: 'url', url: 'https://example.com/a.png' } } as const;
  const file = { type: 'file', source: { kind: 'url', url: 'https://example.com/a.pdf' } } as const;
  const text = { type: 'text', text: 'Is it broken?' } as const;
  const asked = (...content: ChatRequest['messages'][number]['content']): ChatRequest => ({
    messages: [{ role: 'user', content }],
    parameters: { maxOutputTokens: 100 },
  });
  const lanes = (one: ChatRequest) =>
    ['openai/gpt-4o', 'anthropic/claude-sonnet-4-5'].map((name) => sent(one, name));
  const both = asked(file, image, text, file);
  const verdict = compareSettings(lanes(both));
  expect(verdict.differences.map(({ path }) => path)).toEqual([
    '/messages/0/content/0',
    '/messages/0/content/3',
  ]);
  const common = commonSubset(both, verdict);
  expect(common).toEqual(asked(image, text));
  expect(compareSettings(lanes(common)).same).toBe(true);

  const alone = asked(file);
  expect(commonSubset(alone, compareSettings(lanes(alone)))).toEqual(alone);
});

test('people read what a lane was sent in words', () => {
  const show = (value: Json) => JSON.stringify(value);
  expect(settingText('/parameters/seed', 7, show)).toBe('7');
  expect(settingText('/parameters/seed', null, show)).toBe('left open');
  expect(settingText('/tools/0/strict', null, show)).toBe('as asked');
  expect(settingText('/messages/0', { lost: 'x', sent: null }, show)).toBe('not sent: "x"');
  expect(settingText('/messages/0', { lost: 'x', sent: 'y' }, show)).toBe('sent as "y"');
  const values = { a: { lost: 'x', sent: null }, b: { lost: 'x', sent: 'y' } };
  const difference = { path: '/messages/0', values };
  expect(leafDifferences({ same: false, differences: [difference] })).toEqual([difference]);
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

test('what is not there is another thing than null, and a longer list differs by what it has more', () => {
  const differences = (a: string, b: string) => compareAnswers(answer(a), answer(b)).differences;
  expect(differences('{"a":null}', '{}')).toEqual([{ path: '/a', a: null }]);
  expect(differences('{"list":[1,2]}', '{"list":[1,3,{}]}')).toEqual([
    { path: '/list/1', a: 2, b: 3 },
    { path: '/list/2', b: {} },
  ]);
});

test('calls differ by name, number and arguments', () => {
  expect(
    compareAnswers(answer('', ['find', '{"id":1}']), answer('', ['find', '{"id": 2}'], ['more', '{}']))
      .differences,
  ).toEqual([
    { path: 'find 1/id', a: 1, b: 2 },
    { path: 'call 2', b: { name: 'more', arguments: {} } },
  ]);
});

test('of several answers each is held against the one at its place', () => {
  const several = (...texts: string[]): ChatResponse => ({
    candidates: texts.flatMap((text) => answer(text).candidates),
  });
  expect(compareAnswers(several('{"a":1}', '{"a":1}'), several('{"a":1}', '{"a":2}'))).toEqual({
    json: true,
    differences: [{ path: 'answer 2: /a', a: 1, b: 2 }],
  });
  expect(compareAnswers(several('one', 'two'), several('one')).differences).toEqual([
    { path: 'answer 2: text', a: 'two', b: '' },
    { path: 'answer 2: finish', a: 'stop' },
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
