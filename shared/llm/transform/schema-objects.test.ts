import { describe, expect, test } from 'vitest';
import { compareSettings } from '../compare/settings.ts';
import { atPointer, type JsonObject } from '../json.ts';
import type { LossPolicy } from '../losses/policy.ts';
import type { ChatRequest } from '../protocol/request.ts';
import { findTarget, providerRegistry } from '../providers/registry.ts';
import { importRequest } from './import.ts';
import { closeObjects, incomplete, openObject } from './schema-objects.ts';
import { transformRequest } from './transform.ts';

const sent = (request: Omit<ChatRequest, 'messages'>, name: string, policy: LossPolicy = 'warn') => {
  const target = findTarget(providerRegistry(), name);
  if (typeof target === 'string') throw new Error(target);
  return transformRequest({ messages: [], ...request }, target, policy);
};

const open = { type: 'object', properties: { a: { type: 'string' } }, required: ['a'] };
const optional = { ...open, required: [] };

test.each<[JsonObject, string | undefined]>([
  [open, undefined],
  [{ ...open, additionalProperties: false }, undefined],
  [optional, '"a" is not required (at #)'],
  [{ type: 'object' }, 'it allows members that it does not name (at #)'],
  [{ ...open, additionalProperties: { type: 'string' } }, 'it allows members that it does not name (at #)'],
  [{ ...open, anyOf: [open] }, 'it allows members that it does not name (at #)'],
  [{ ...open, not: {} }, 'it uses `not` (at #)'],
  [{ type: 'array', items: open }, 'it describes no object (at #)'],
  [
    { type: 'object', properties: { x: { type: 'array', items: optional } }, required: ['x'] },
    '"a" is not required (at #/properties/x/items)',
  ],
])('%j is held to, or not: %s', (schema, fault) => {
  expect(incomplete(schema)).toBe(fault);
});

test('objects are closed where that contradicts nothing beside them', () => {
  const schema = {
    type: 'object',
    properties: { x: { anyOf: [open, { type: 'null' }] }, y: { ...open, additionalProperties: true } },
    allOf: [open],
    $defs: { d: open, map: { type: 'object', additionalProperties: open } },
  };
  const { schema: after, closed } = closeObjects(schema, '');
  expect(closed).toEqual([
    { path: '/properties/x/anyOf/0/additionalProperties', before: undefined },
    { path: '/properties/y/additionalProperties', before: true },
    { path: '/$defs/d/additionalProperties', before: undefined },
    { path: '/$defs/map/additionalProperties/additionalProperties', before: undefined },
  ]);
  expect(after).toMatchObject({ allOf: [open], $defs: { d: { ...open, additionalProperties: false } } });
  expect(after).not.toHaveProperty('additionalProperties');
});

test.each<[JsonObject, string | undefined]>([
  [open, undefined],
  [{ type: 'object' }, '#'],
  [{ type: 'object', properties: {} }, undefined],
  [{ type: 'object', properties: {}, additionalProperties: false }, undefined],
  [{ ...open, properties: { a: { type: ['object', 'null'] } } }, '#/properties/a'],
  [
    { ...open, properties: { a: { type: 'object', additionalProperties: { type: 'string' } } } },
    '#/properties/a',
  ],
  [{ ...open, properties: { a: { type: 'array', items: open } } }, undefined],
  [{ ...open, allOf: [open] }, '#'],
  [{ $ref: '#/$defs/a', $defs: { a: open } }, undefined],
])('%j is open at %s, whatever is closed', (schema, at) => {
  expect(openObject(schema)).toBe(at);
});

describe('an object of whatever members', () => {
  const map = { ...open, properties: { a: { type: 'object', additionalProperties: { type: 'string' } } } };
  const request = { responseFormat: { type: 'json_schema' as const, schema: map } };

  test('is no format to Anthropic, which answers it with an error: that is told, and in words under coerce', () => {
    const warned = sent(request, 'anthropic/claude-opus-4-6');
    expect(warned.wire).not.toHaveProperty('output_config');
    expect(warned.losses.find(({ path }) => path === '/responseFormat')).toMatchObject({
      class: 'rejected',
      severity: 'high',
      after: null,
      reason: expect.stringContaining('#/properties/a'),
      source: expect.stringContaining('structured outputs'),
    });
    const coerced = sent(request, 'anthropic/claude-opus-4-6', 'coerce');
    expect(atPointer(coerced.wire, '/messages/0/content')).toContain(JSON.stringify(map));
    expect(coerced.losses.find(({ path }) => path === '/responseFormat')).toMatchObject({
      class: 'emulated',
      reason: expect.stringContaining('#/properties/a'),
    });
    expect([...warned.unexplained, ...coerced.unexplained]).toEqual([]);
  });

  test('is one elsewhere', () => {
    for (const name of ['openai/gpt-4.1', 'gemini/gemini-2.5-pro', 'mistral/mistral-large-latest'])
      expect(JSON.stringify(sent(request, name).wire)).toContain(JSON.stringify(map.properties));
  });

  test('makes a strict tool one that is not held to', () => {
    const { wire, losses } = sent(
      { tools: [{ name: 'f', parameters: map, strict: true }] },
      'anthropic/claude-opus-4-6',
    );
    expect(wire['tools']).toMatchObject([{ strict: false, input_schema: map }]);
    expect(losses.find(({ path }) => path === '/tools/0/strict')).toMatchObject({
      class: 'rejected',
      severity: 'medium',
    });
  });
});

test('a strict tool without a type, or without arguments, is closed for Anthropic, too', () => {
  const { properties, required } = open;
  const tools = [
    { name: 'f', parameters: { properties, required }, strict: true },
    { name: 'g', strict: true },
    { name: 'h' },
  ];
  const { wire, losses, unexplained } = sent({ tools }, 'anthropic/claude-opus-4-6');
  expect(wire['tools']).toMatchObject([
    { strict: true, input_schema: { ...open, additionalProperties: false } },
    { strict: true, input_schema: { type: 'object', properties: {}, additionalProperties: false } },
    { input_schema: { type: 'object' } },
  ]);
  expect(
    losses.filter(({ path }) => path.startsWith('/tools')).every(({ severity }) => severity === 'none'),
  ).toBe(true);
  expect(unexplained).toEqual([]);
});

describe('a schema that the provider must hold to', () => {
  const format = (schema: JsonObject, strict?: boolean) => ({
    responseFormat: { type: 'json_schema' as const, schema, ...(strict === undefined ? {} : { strict }) },
  });

  test.each(['openai/gpt-4.1', 'openai-responses/gpt-4.1'])(
    '%s is sent it strict where it can be',
    (name) => {
      const strict = sent(format(open, true), name);
      expect(JSON.stringify(strict.wire)).toMatch(/"additionalProperties":false.*"strict":true/);
      expect(strict.losses.find(({ path }) => path.endsWith('/additionalProperties'))).toMatchObject({
        class: 'default-changed',
        severity: 'none',
        after: false,
      });
      const { wire, losses, unexplained } = sent(format(optional, true), name);
      expect(JSON.stringify(wire)).toContain('"strict":false');
      expect(losses.find(({ path }) => path === '/responseFormat/strict')).toMatchObject({
        class: 'rejected',
        severity: 'medium',
        before: true,
        after: false,
      });
      expect(unexplained).toEqual([]);
    },
  );

  test('strict tools, too', () => {
    const tools = [
      { name: 'f', parameters: optional, strict: true },
      { name: 'g', parameters: optional },
    ];
    const { wire, losses } = sent({ tools }, 'openai/gpt-4.1');
    expect(wire['tools']).toMatchObject([{ function: { strict: false } }, { function: { name: 'g' } }]);
    expect(losses.map(({ path }) => path)).toEqual(['/tools/0/strict']);
    const long = { ...open, properties: { a: { type: 'string', maxLength: 3 } } };
    const anthropic = sent(
      { tools: [{ name: 'f', parameters: long, strict: true }] },
      'anthropic/claude-opus-4-6',
    );
    expect(anthropic.wire['tools']).toMatchObject([
      { strict: true, input_schema: { ...open, additionalProperties: false } },
    ]);
    expect(anthropic.losses.map(({ class: kind, path }) => [kind, path])).toContainEqual([
      'schema-relaxed',
      '/tools/0/parameters/properties/a/maxLength',
    ]);
  });

  test.each([
    ['anthropic', { output_config: { format: { type: 'json_schema', schema: optional } } }],
    ['gemini', { generationConfig: { responseMimeType: 'application/json', responseJsonSchema: optional } }],
  ])('one of %s, which holds to all, is not sent on as a wish in silence', (dialect, wire) => {
    const request = importRequest({ messages: [], contents: [], ...wire }, dialect as 'anthropic');
    if (typeof request === 'string') throw new Error(request);
    expect(sent(request, 'mistral/mistral-large-latest').wire).toMatchObject({
      response_format: { json_schema: { strict: true } },
    });
    expect(sent(request, 'openai/gpt-4.1').losses).toContainEqual(
      expect.objectContaining({ path: '/responseFormat/strict', severity: 'medium' }),
    );
  });

  test('lanes of which one holds to it and another only wishes did not run alike', () => {
    const lanes = (strict?: boolean) =>
      [['openai/gpt-4.1', 'openai-chat'] as const, ['anthropic/claude-sonnet-4-5', 'anthropic'] as const].map(
        ([target, dialect]) => {
          const { wire: body, losses } = sent(
            {
              ...format({ ...open, additionalProperties: false }, strict),
              parameters: { maxOutputTokens: 9 },
            },
            target,
          );
          return { target, dialect, body, losses };
        },
      );
    expect(compareSettings(lanes()).differences.map(({ path }) => path)).toEqual(['/responseFormat']);
    expect(compareSettings(lanes(true)).same).toBe(true);
  });
});
