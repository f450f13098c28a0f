import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { JsonObject } from '../../json.ts';
import { chatRequestSchema } from '../../protocol/request.ts';
import { findTarget, providerRegistry } from '../../providers/registry.ts';
import { transformRequest } from '../../transform/transform.ts';
import { readError, writeError } from './error.ts';

function sent(request: object) {
  const target = findTarget(providerRegistry(), 'mistral/mistral-large-latest');
  if (typeof target === 'string') throw new Error(target);
  return transformRequest(chatRequestSchema.parse({ messages: [], ...request }), target);
}
const told = ({ losses }: ReturnType<typeof sent>) =>
  losses.filter(({ severity }) => severity !== 'none').map(({ class: kind, path }) => [kind, path]);

test('ids of calls are nine letters or digits, the same at the call and its result, and no two alike', () => {
  const id = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[a-zA-Z0-9]{9}$/),
    fc.constantFrom('call_1', 'call 1'),
  );
  fc.assert(
    fc.property(fc.uniqueArray(id, { maxLength: 8 }), (ids) => {
      const { wire } = sent({
        messages: ids.flatMap((each) => [
          { role: 'assistant', content: [{ type: 'tool_call', id: each, name: 'f', arguments: '{}' }] },
          { role: 'tool', content: [{ type: 'tool_result', callId: each, content: 'x' }] },
        ]),
      });
      const messages = wire['messages'] as JsonObject[];
      const calls = messages.flatMap(({ tool_calls: list }) => (list as JsonObject[] | undefined) ?? []);
      const results = messages.flatMap(({ tool_call_id: each }) => each ?? []);
      expect(calls.map((call) => call['id'])).toEqual(results);
      expect(new Set(results).size).toBe(ids.length);
      for (const each of results) expect(each).toMatch(/^[a-zA-Z0-9]{9}$/);
    }),
  );
});

test('an id that fits is kept', () => {
  const { wire } = sent({
    messages: [
      { role: 'assistant', content: [{ type: 'tool_call', id: 'D681PevKs', name: 'f', arguments: '{}' }] },
    ],
  });
  expect(JSON.stringify(wire)).toContain('"id":"D681PevKs"');
});

test('the seed has another name, and of efforts there are two', () => {
  const transformed = sent({ parameters: { seed: 7, temperature: 2 }, reasoning: { effort: 'low' } });
  expect(transformed.wire).toEqual({
    model: 'mistral-large-latest',
    messages: [],
    random_seed: 7,
    temperature: 1.5,
    reasoning_effort: 'high',
  });
  expect(told(transformed)).toEqual([
    ['clamped', '/parameters/temperature'],
    ['enum-collapsed', '/reasoning/effort'],
  ]);
});

test('developers are the system, participants have no names, results name their tool', () => {
  const transformed = sent({
    messages: [
      { role: 'developer', content: 'Be brief.' },
      { role: 'user', name: 'ada', content: 'Hi' },
      { role: 'tool', content: [{ type: 'tool_result', callId: 'D681PevKs', name: 'f', content: 'x' }] },
    ],
  });
  expect(transformed.wire['messages']).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'Hi' },
    { role: 'tool', tool_call_id: 'D681PevKs', name: 'f', content: 'x' },
  ]);
  expect(told(transformed)).toEqual([
    ['renamed', '/messages/0/role'],
    ['dropped', '/messages/1/name'],
  ]);
});

test.each([
  [
    { object: 'error', message: 'Slow down.', type: 'rate_limited', code: null },
    'Slow down.',
    'rate_limited',
  ],
  [{ detail: [{ loc: ['body', 'n'], msg: 'too small', type: 'x' }] }, 'body.n: too small', undefined],
  [{ message: { detail: [{ loc: ['body'], msg: 'wrong' }] }, type: 'invalid' }, 'body: wrong', 'invalid'],
  [{ detail: 'Not Found' }, 'Not Found', undefined],
])('%j says what is wrong', (body, message, raw) => {
  expect(readError(429, JSON.stringify(body))).toEqual({
    code: 'rate_limit',
    message,
    status: 429,
    body,
    ...(raw === undefined ? {} : { raw }),
  });
});

test('an error written here is read as the same', () => {
  const { status, body } = writeError({ code: 'overloaded', message: 'Busy.', status: 503 });
  expect(readError(status, JSON.stringify(body))).toMatchObject({ code: 'overloaded', message: 'Busy.' });
});
