import { expect, test } from 'vitest';
import { tooLarge } from './too-large.ts';

const composed = { name: '', edited: true, policy: 'warn' as const, lanes: [] };

test('a request with all attachments that the form takes is kept; a larger one is told in one sentence', () => {
  expect(tooLarge({ ...composed, text: 'A'.repeat(10_700_000) })).toBeNull();
  expect(tooLarge({ ...composed, text: 'ä'.repeat(7_000_000) })).toBe(
    'This request takes 14.0 MB, and no more than 12.0 MB are kept: after a reload it is as it was before.',
  );
});
