import { expect, test } from 'vitest';
import { compilePattern } from './pattern.ts';

test.each([
  ['b', 'abc', true],
  ['^b', 'abc', false],
  ['^a$', 'a\n', false],
  ['^a$', 'x\na\ny', false],
  ['a.c', 'a😀c', true],
  ['a.c', 'a\nc', false],
  ['a.c', 'a\u2028c', true],
  ['^.{1}$', '😀', true],
  ['^\\d$', '٣', false],
  ['^\\w$', 'é', false],
  ['^\\s$', '\u00a0', false],
  ['^\\s$', '\v', true],
  ['^[\\d\\s-]+$', '1 -', true],
  ['^[^\\w]$', 'é', true],
  ['^(ab|cd){2}$', 'abcd', true],
  ['^(?:a|b)*$', 'abba', true],
  ['\\.\\/\\-\\$', './-$', true],
  ['^[.*+?()|/$]+$', '.*+?()|/$', true],
  ['^[a^-]+$', 'a^-', true],
  ['^[\\]\\[]$', ']', true],
])('%j on %j: %s', (pattern, text, matches) => {
  expect(compilePattern(pattern)?.test(text)).toBe(matches);
});

test.each(['(', 'a**', 'a*?', '[', '[]', '\\b', '\\1', '(?=a)', '(?<n>a)', '{', 'a{2,1}', '\\D'])(
  '%j is outside the subset',
  (pattern) => {
    expect(compilePattern(pattern)).toBeNull();
  },
);
