import { expect, test } from 'vitest';
import { showAge, showBytes, showDuration } from './time.ts';

test.each([
  [0, '0 µs'],
  [42, '42 µs'],
  [210, '0.2 ms'],
  [9_940, '9.9 ms'],
  [41_000, '41 ms'],
  [2_900_000, '2.9 s'],
  [125_000_000, '2 min 5 s'],
])('%d µs is %s', (us, text) => {
  expect(showDuration(us)).toBe(text);
});

test('ages grow coarser', () => {
  const now = Date.UTC(2025, 5, 10, 12);
  expect(showAge(now - 20_000, now)).toBe('now');
  expect(showAge(now - 120_000, now)).toBe('2 min');
  expect(showAge(now - 3 * 3_600_000, now)).toBe('3 h');
  expect(showAge(now - 30 * 3_600_000, now)).toBe('yesterday');
  expect(showAge(now - 72 * 3_600_000, now)).toBe('2025-06-07');
});

test.each([
  [512, '512 B'],
  [1_234_000, '1.2 MB'],
  [999_960, '1.0 MB'],
])('%d bytes is %s', (bytes, text) => {
  expect(showBytes(bytes)).toBe(text);
});
