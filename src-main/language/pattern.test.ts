import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { patternProblem } from './pattern.ts';

function compiles(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u');
    return true;
  } catch {
    return false;
  }
}

describe('patterns', () => {
  it.each([
    '^ord_[a-zA-Z0-9]{16}$',
    'a|b',
    '(?:ab)+c?',
    String.raw`\d{2,4}\.\w*\s`,
    '[^a-z_-]',
    String.raw`[\d\]\-]`,
    '.+@.+',
    '',
    '[-a]',
    '[a-]',
    String.raw`\{x\}`,
    'é+',
    '(a{2}){3}',
  ])('takes %s', (pattern) => {
    expect(patternProblem(pattern)).toBeNull();
  });

  it.each([
    '(?=a)',
    '(?!a)',
    '(?<n>a)',
    '(?<=a)',
    '(?i)a',
    String.raw`(a)\1`,
    'a*?',
    'a++',
    'a**',
    '*a',
    '^*',
    '(a',
    'a)',
    '[a',
    '[]',
    '[^]',
    '[z-a]',
    '[[a]',
    'a{2,1}',
    'a{1001}',
    '{',
    'a}',
    ']',
    String.raw`\b`,
    String.raw`\D`,
    String.raw`\p{L}`,
    '\\',
    '[a&&b]',
    String.raw`[\d-z]`,
    String.raw`[a-\d]`,
    'a'.repeat(1001),
    '()'.repeat(51),
  ])('refuses %s', (pattern) => {
    expect(patternProblem(pattern)).not.toBeNull();
  });

  it('takes only what JavaScript takes too', () => {
    const piece = fc.constantFrom(
      'a',
      '^',
      '$',
      '.',
      '*',
      '+',
      '?',
      '{2}',
      '{1,}',
      '(',
      ')',
      '(?:',
      '[',
      ']',
      '-',
      '|',
      '\\d',
      '\\.',
      '\\\\',
      '😀',
      '{',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const pattern = pieces.join('');
        expect(patternProblem(pattern) === null && !compiles(pattern)).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });
});
