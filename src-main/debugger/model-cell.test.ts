import { expect, test } from 'vitest';
import { modelAnswer } from './model-cell.ts';

const usage = { input: 3, output: 2 };

test('an answer of a step is taken as it is, one of the proxy by its first candidate', () => {
  const step = { text: 'Yes.', json: null, finish: 'stop', usage };
  expect(modelAnswer(step)).toEqual(step);
  const content = [
    { type: 'reasoning', text: 'Hm.' },
    { type: 'text', text: 'I look.' },
    { type: 'tool_call', id: 'a', name: 'find', arguments: '{"id":7}' },
  ];
  const response = { id: 'r', usage, candidates: [{ content, finish: 'tool_calls' }] };
  expect(modelAnswer({ target: 'demo/m', response })).toEqual({
    text: 'I look.\ncalls find {"id":7}',
    finish: 'tool_calls',
    usage,
  });
  expect(modelAnswer({ target: 'demo/m', response: { candidates: [] } })).toMatchObject({ text: '' });
});
