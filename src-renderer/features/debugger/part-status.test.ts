import { expect, test } from 'vitest';
import { partStatus } from './part-status.ts';

const within = [
  { path: 'answer.text', status: 'differs' },
  { path: 'answer.lines[1].total', status: 'accepted', rule: 'cents' },
  { path: 'answer.usage', status: 'uncompared' },
] as const;
const sides = { reference: 1, direct: 2 };
const at = (address: string | null, outer: 'differs' | 'accepted' | 'uncompared' = 'differs') =>
  partStatus({ status: outer }, within, address, sides);

test('a part is what was found in it, or around it', () => {
  expect(at('answer.text')).toEqual({ status: 'differs' });
  expect(at('answer.lines')).toEqual({ status: 'accepted', rule: 'cents' });
  expect(at('answer.lines[1].total')).toEqual({ status: 'accepted', rule: 'cents' });
  expect(at('answer.usage.tokens').status).toBe('uncompared');
});

test('a name that only begins alike is another one', () => {
  expect(at('answer.tex').status).toBe('differs');
  expect(at('answer.usages').status).toBe('differs');
  expect(at('answer.lines[10]').status).toBe('differs');
});

test('equal parts are equal, nameless ones as what holds them, and absent ones on one side', () => {
  expect(partStatus({ status: 'differs' }, within, 'answer.text', { reference: 1, direct: 1 }).status).toBe(
    'equal',
  );
  expect(at(null, 'accepted').status).toBe('accepted');
  expect(at(null, 'uncompared').status).toBe('uncompared');
  const absent = { reference: undefined, direct: 2 };
  expect(partStatus({ status: 'differs' }, within, 'answer.text', absent).status).toBe('one_side');
  expect(partStatus({ status: 'differs' }, within, 'answer.usage', absent).status).toBe('uncompared');
});
