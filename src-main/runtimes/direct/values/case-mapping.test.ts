import { expect, test } from 'vitest';
import { lower, upper } from './case-mapping.ts';

test('the mapping is full and without locale', () => {
  expect(upper('straße ŉ ﬁ i')).toBe('STRASSE ʼN FI I');
  expect(lower('İ I')).toBe('i̇ i');
  expect(lower('ΟΔΟΣ ΣΑΣ')).toBe('οδος σας');
});

/** One pair of every later version that brought some: 14.0, 15.1 (none), 16.0, 17.0. */
test.each([
  ['14.0', 'ⱟ', 'Ⱟ'],
  ['14.0', '\u{10597}', '\u{10570}'],
  ['16.0', '\u{10d70}', '\u{10d50}'],
  ['16.0', 'ɤ', '\ua7cb'],
  ['17.0', '\u{16ebb}', '\u{16ea0}'],
])('characters of Unicode %s stay as they are', (_, small, large) => {
  expect(upper(`a${small}b`)).toBe(`A${small}B`);
  expect(lower(`A${large}B`)).toBe(`a${large}b`);
});

test('a younger letter ends the word that a final sigma stands in', () => {
  expect(lower('ΑΣ\u{10d50}')).toBe('ας\u{10d50}');
  expect(lower('\u{10d50}Σ')).toBe('\u{10d50}σ');
});
