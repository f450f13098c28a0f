import { expect, test } from 'vitest';
import { parseTimestamp } from './timestamp-text.ts';

test.each([
  ['2025-01-08T10:00:00Z', '2025-01-08T10:00:00.000000Z'],
  ['2025-01-08 10:00:00.25+02:00', '2025-01-08T08:00:00.250000Z'],
  ['2024-12-31T23:30:00-01:00', '2025-01-01T00:30:00.000000Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000000Z'],
])('%s is %s', (text, canonical) => {
  expect(parseTimestamp(text)).toEqual({ $timestamp: canonical });
});

test.each([
  '2025-01-08T10:00:00',
  '2025-02-30T10:00:00Z',
  '2025-01-08T10:00:60Z',
  '2025-01-08T24:00:00Z',
  '2025-01-08T10:00:00.1234567Z',
  '0001-01-01T00:00:00+01:00',
  'now',
])('%s is no timestamp', (text) => {
  expect(parseTimestamp(text)).toBeUndefined();
});
