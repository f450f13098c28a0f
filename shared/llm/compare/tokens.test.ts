import { expect, test } from 'vitest';
import { tokensText } from './tokens.ts';

test('tokens are said as far as they were counted', () => {
  expect(tokensText({ input: 7, output: 0 })).toBe('7 / 0');
  expect(tokensText({ input: 7 })).toBe('7 / ?');
  expect(tokensText({ cacheRead: 3 })).toBeNull();
  expect(tokensText(undefined)).toBeNull();
});
