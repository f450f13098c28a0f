import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codePoint } from '../../../../test/support/code-point.ts';
import { NodeEnded } from '../step-error.ts';
import { capped, checkSize, codePoints, joinCapped, substring, trim } from './text.ts';

test('length and parts are by code point, beyond the BMP too', () => {
  const text = fc.string({ unit: codePoint });
  fc.assert(
    fc.property(text, fc.nat(20), fc.nat(20), (value, start, length) => {
      const points = [...value];
      expect(codePoints(value)).toBe(points.length);
      expect(substring(value, start, length)).toBe(points.slice(start, start + length).join(''));
    }),
  );
});

test('TRIM removes ASCII white space only', () => {
  expect(trim(' \t\n\v\f\r a b \r\n')).toBe('a b');
  expect(trim('\u00a0a\u2003')).toBe('\u00a0a\u2003');
  expect(trim(' \t ')).toBe('');
});

test('strings are capped by characters, not by UTF-16 units', () => {
  const half = '😀'.repeat(8_388_608);
  expect(capped(half + half)).toHaveLength(33_554_432);
  expect(() => capped(`${half}${half}x`)).toThrow(NodeEnded);
  expect(() => joinCapped(Array(40).fill('x'.repeat(1_000_000)), '')).toThrow(
    'string longer than 16777216 characters',
  );
});

test('collections are capped', () => {
  expect(() => checkSize(1_048_576)).not.toThrow();
  expect(() => checkSize(1_048_577n)).toThrow('collection larger than 1048576 elements');
});
