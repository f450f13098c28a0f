import { expect, it } from 'vitest';
import { chatRequestOf } from './chat-request.ts';

const HI = { role: 'user', content: 'hi' };

it('leaves open what evaluates to null, and keeps null where it means something', () => {
  const schema = { type: 'object', properties: { a: { enum: [null, 1], default: null } } };
  expect(
    chatRequestOf({
      messages: [{ ...HI, name: null }],
      user: null,
      parameters: { temperature: null, seed: 7 },
      reasoning: null,
      responseFormat: { type: 'json_schema', schema },
    }),
  ).toEqual({
    messages: [{ role: 'user', content: [{ type: 'text', text: 'hi' }] }],
    parameters: { seed: 7 },
    responseFormat: { type: 'json_schema', schema },
  });
});

it('reads values of the language: decimals, sets, keys with a dollar', () => {
  const schema = {
    $map: [
      ['$ref', '#/$defs/a'],
      ['$defs', { a: { type: 'string' } }],
    ],
  };
  expect(
    chatRequestOf({
      messages: [HI],
      parameters: { temperature: { $decimal: '0.20' }, stop: { $set: ['a', 'b'] } },
      tools: [{ name: 'f', parameters: schema }],
    }),
  ).toMatchObject({
    parameters: { temperature: 0.2, stop: ['a', 'b'] },
    tools: [{ parameters: { $ref: '#/$defs/a', $defs: { a: { type: 'string' } } } }],
  });
});

it.each([
  [null, 'the request: '],
  [{}, 'messages: '],
  [{ messages: 'hi' }, 'messages: '],
  [{ messages: [{ role: 'usr', content: 'hi' }] }, 'messages.0.role: '],
  [{ messages: [{ role: 'user', content: { $decimal: '9.90' } }] }, 'messages.0.content: '],
  [{ messages: [HI], parameters: { temperature: 'hot' } }, 'parameters.temperature: '],
  [{ messages: [HI], toolChoice: { type: 'any' } }, 'toolChoice: '],
])('says of %j what is none', (chat, beginning) => {
  const problem = chatRequestOf(chat);
  expect(typeof problem === 'string' && problem.startsWith(beginning), String(problem)).toBe(true);
});
