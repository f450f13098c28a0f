import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Timestamp } from './timestamp.ts';

test('every instant of the years 1 to 9999 survives its text', () => {
  const micros = fc.bigInt({ min: -62_135_596_800_000_000n, max: 253_402_300_799_999_999n });
  fc.assert(
    fc.property(micros, (value) => {
      const text = String(Timestamp.at(value));
      expect(text).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
      expect(Timestamp.parse(text)?.micros).toBe(value);
      expect(new Date(text).getTime()).toBe(Number((value - (((value % 1000n) + 1000n) % 1000n)) / 1000n));
    }),
  );
});

test.each([
  ['2025-01-08T10:00:00Z', '2025-01-08T10:00:00.000000Z'],
  ['2025-01-08t10:00:00.5z', '2025-01-08T10:00:00.500000Z'],
  ['2025-01-08T10:00:00.000001+02:00', '2025-01-08T08:00:00.000001Z'],
  ['2024-02-29T23:59:59-23:59', '2024-03-01T23:58:59.000000Z'],
  ['1969-12-31T23:59:59.999999Z', '1969-12-31T23:59:59.999999Z'],
  ['0001-01-01T00:00:00Z', '0001-01-01T00:00:00.000000Z'],
  ['9999-12-31T23:59:59.999999Z', '9999-12-31T23:59:59.999999Z'],
])('%s is %s', (text, canonical) => {
  expect(String(Timestamp.parse(text))).toBe(canonical);
});

test.each([
  '2025-01-08',
  '2025-01-08T10:00:00',
  '2025-01-08 10:00:00Z',
  '2025-01-08T10:00Z',
  '2025-01-08T10:00:60Z',
  '2025-01-08T24:00:00Z',
  '2025-01-08T10:00:00.1234567Z',
  '2025-01-08T10:00:00+24:00',
  '2025-02-29T00:00:00Z',
  '1900-02-29T00:00:00Z',
  '2025-13-01T00:00:00Z',
  '2025-00-01T00:00:00Z',
  '0000-12-31T23:59:59Z',
  '0001-01-01T00:00:00+00:01',
  '9999-12-31T23:59:59-00:01',
  '+002025-01-08T10:00:00Z',
])('%s is no timestamp', (text) => {
  expect(Timestamp.parse(text)).toBeNull();
});
