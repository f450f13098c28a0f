import { expect, it } from 'vitest';
import { didYouMean, nearest } from './suggest.ts';

it.each([
  ['ouput', 'output'],
  ['otuput', 'output'],
  ['OUTPUT', 'output'],
  ['zzz', undefined],
])('%s', (word, expected) => {
  expect(nearest(word, ['input', 'output', 'operation'])).toBe(expected);
});

it('asks', () => {
  expect(didYouMean('flwo', ['flow'])).toBe('Did you mean flow?');
});
