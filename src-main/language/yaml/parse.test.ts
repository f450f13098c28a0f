import { describe, expect, it } from 'vitest';
import { Findings } from '../diagnostics.ts';
import { lineMap } from '../positions.ts';
import { parseYaml } from './parse.ts';
import { entryOf, type YamlMap, type YamlScalar } from './tree.ts';

function read(text: string) {
  const findings = new Findings();
  const started = performance.now();
  const root = parseYaml(lineMap(text), findings);
  return {
    root,
    codes: findings.sorted().map((found) => found.code),
    found: findings.sorted(),
    ms: performance.now() - started,
  };
}

const indented = Array.from({ length: 1300 }, (_, depth) => `${' '.repeat(depth)}a:\n`)
  .join('')
  .slice(0, 390_000);

describe('texts that could do harm', () => {
  it.each([
    ['flow brackets', '['.repeat(10_000), 'nesting-too-deep'],
    ['flow maps', '{a: '.repeat(10_000), 'nesting-too-deep'],
    ['inline dashes', '- '.repeat(10_000), 'nesting-too-deep'],
    ['question marks', '? '.repeat(10_000), 'nesting-too-deep'],
    ['inline keys', 'a: '.repeat(10_000), 'nesting-too-deep'],
    ['indentation', indented, 'nesting-too-deep'],
    ['10 MB', 'a: b\n'.repeat(2_000_000), 'file-too-large'],
    ['NUL', 'a: \0', 'control-character'],
    ['a lone surrogate', 'a: "\ud800"', 'control-character'],
    ['a byte-order mark', '\ufeffa: 1', 'byte-order-mark'],
    ['a tab', 'a:\n\tb: 1', 'tab-indentation'],
    ['nothing', '', 'file-empty'],
    ['white space', ' \n\n', 'file-empty'],
    ['two documents', 'a: 1\n---\nb: 2', 'yaml-documents'],
    ['an alias in its anchor', 'a: &a [*a]', 'alias-expansion'],
    ['an unknown alias', 'a: *b', 'yaml-syntax'],
    ['an open quote', 'a: "b', 'yaml-syntax'],
    ['a map as key', '{{a}}: b', 'yaml-key'],
    ['a key twice', 'a: 1\nb: 2\na: 3', 'duplicate-key'],
    ['a tag', 'a: !!int 5', 'yaml-tag'],
  ])('%s', (_, text, code) => {
    const { codes, ms } = read(text);
    expect(codes).toContain(code);
    expect(ms).toBeLessThan(30_000);
  });

  it('stops aliases that expand without end', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 30; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    const { codes, root } = read(lines.join('\n'));
    expect(codes).toEqual(['alias-expansion']);
    expect(root).toBeNull();
  });

  it('follows aliases that are in order', () => {
    const { root, codes } = read('a: &x {k: v}\nb: *x');
    expect(codes).toEqual([]);
    expect(entryOf(root as YamlMap, 'b')?.value).toBe(entryOf(root as YamlMap, 'a')?.value);
  });
});

describe('places inside scalars', () => {
  it.each([
    ['plain', 'k: abc', 'abc', 'c', '1:6'],
    ['plain over lines', 'k: ab\n  cd', 'ab cd', 'c', '2:3'],
    ['double quoted with escapes', String.raw`k: "\u0041\n b"`, 'A\n b', 'b', '1:14'],
    ['double quoted over lines', 'k: "ab\n  cd"', 'ab cd', 'd', '2:4'],
    ['double quoted, line continued', 'k: "ab\\\n  cd"', 'abcd', 'c', '2:3'],
    ['single quoted', "k: 'it''s x'", "it's x", 'x', '1:11'],
    ['literal block', 'k: |\n  ab\n    cd\n', 'ab\n  cd\n', 'd', '3:6'],
    ['folded block', 'k: >\n  ab\n  cd\n', 'ab cd\n', 'c', '3:3'],
    ['after CRLF', 'j: 1\r\nk: >\r\n  ab\r\n  cd\r\n', 'ab cd\n', 'd', '4:4'],
  ])('%s', (_, text, content, char, place) => {
    const { root } = read(text);
    const scalar = entryOf(root as YamlMap, 'k')?.value as YamlScalar;
    expect(scalar.text).toBe(content);
    const at = content.indexOf(char);
    const range = scalar.origin.range(at, at + 1);
    expect(`${range.line}:${range.column}`).toBe(place);
    expect(range.endColumn - range.column).toBe(1);
  });
});
