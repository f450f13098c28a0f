import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../json.ts';
import type { ChatRequest } from '../protocol/request.ts';
import type { Candidate } from '../protocol/response.ts';
import { checkAnswer } from './check-answer.ts';

const schema: JsonObject = {
  type: 'object',
  properties: {
    city: { type: 'string', minLength: 2 },
    days: { type: 'array', maxItems: 2, items: { type: 'integer', minimum: 1 } },
  },
  required: ['city'],
  additionalProperties: false,
};
const asked: ChatRequest = {
  messages: [],
  tools: [{ name: 'find', parameters: schema }, { name: 'now' }],
  responseFormat: { type: 'json_schema', schema },
};
const answered = (...content: Candidate['content']) => ({
  candidates: [{ content, finish: 'stop' as const }],
});
const said = (value: unknown) => answered({ type: 'text', text: JSON.stringify(value) });
const found = (response: Parameters<typeof checkAnswer>[1], request = asked) =>
  checkAnswer(request, response).map(({ path, at, keyword }) => `${path} ${at} ${keyword}`);

describe('the format', () => {
  test('an answer that holds breaks nothing', () => {
    expect(found(said({ city: 'Wien', days: [1, 2] }))).toEqual([]);
  });

  test('keywords that providers relax are checked, each at its place', () => {
    expect(found(said({ city: 'W', days: [0, 1, 2], extra: 1 }))).toEqual([
      '/candidates/0/content/0 /city minLength',
      '/candidates/0/content/0 /days maxItems',
      '/candidates/0/content/0 /days/0 minimum',
      '/candidates/0/content/0 /extra additionalProperties',
    ]);
    expect(checkAnswer(asked, said({}))[0]?.reason).toContain('city');
  });

  test('what is no JSON, or no object', () => {
    expect(found(answered({ type: 'text', text: '```json' }))).toEqual(['/candidates/0/content/0  json']);
    expect(found(said([1]), { messages: [], responseFormat: { type: 'json' } })).toEqual([
      '/candidates/0/content/0  json',
    ]);
  });

  test('texts around thoughts are one answer; a refusal and a call are none', () => {
    const parts = [
      { type: 'text', text: '{"city":' },
      { type: 'reasoning', text: 'hm' },
      { type: 'text', text: '"Graz"}' },
    ] as const;
    expect(found(answered(...parts))).toEqual([]);
    expect(found(answered({ type: 'refusal', text: 'No.' }))).toEqual([]);
  });

  test('a schema that is none is said, not thrown; the request is left as it was', () => {
    const broken: JsonObject = { $ref: '#/$defs/nowhere' };
    const before = structuredClone(broken);
    expect(
      found(said({}), { messages: [], responseFormat: { type: 'json_schema', schema: broken } }),
    ).toEqual(['/candidates/0/content/0  $schema']);
    expect(broken).toEqual(before);
  });
});

describe('calls', () => {
  const call = (name: string, text: string) =>
    answered({ type: 'tool_call', id: 'c', name, arguments: text });

  test('arguments are held to the schema of their tool', () => {
    expect(found(call('find', '{"city":"Linz"}'))).toEqual([]);
    expect(found(call('find', '{"city":1}'))).toEqual(['/candidates/0/content/0 /city type']);
    expect(found(call('find', '{"city"'))).toEqual(['/candidates/0/content/0  json']);
    expect(found(call('now', ''))).toEqual([]);
  });

  test('a tool that nobody offered', () => {
    expect(found(call('drop', '{}'))).toEqual(['/candidates/0/content/0  tool']);
  });
});
