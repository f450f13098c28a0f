import fc from 'fast-check';
import { expect, test } from 'vitest';
import { unifiedDiff } from './unified-diff.ts';

test('says what changed, with three lines around it', () => {
  const before = Array.from({ length: 12 }, (_, i) => `line ${i + 1}\n`);
  const after = before.with(5, 'changed\n');
  expect(unifiedDiff('a.vsp', before.join(''), after.join(''))).toBe(
    [
      '--- a/a.vsp',
      '+++ b/a.vsp',
      '@@ -3,7 +3,7 @@',
      ' line 3',
      ' line 4',
      ' line 5',
      '-line 6',
      '+changed',
      ' line 7',
      ' line 8',
      ' line 9',
      '',
    ].join('\n'),
  );
  expect(unifiedDiff('a.vsp', 'x', 'x')).toBe('');
  expect(unifiedDiff('a.vsp', 'x', 'x\n')).toContain('-x\n\\ No newline at end of file\n+x\n');
});

/** Lines are few, so that many of them are equal. */
const texts = fc
  .array(fc.constantFrom('a', 'b', 'c', ''), { maxLength: 30 })
  .map((lines) => lines.map((line) => `${line}\n`).join(''));

test('applied to the one text it gives the other', () => {
  fc.assert(
    fc.property(texts, texts, (before, after) => {
      expect(applied(before, unifiedDiff('f', before, after))).toBe(after);
    }),
    { numRuns: 500 },
  );
});

/** What `patch` does, strictly: every line has to be where the hunk says. */
function applied(before: string, diff: string): string {
  const lines = before.split('\n').slice(0, -1);
  const out: string[] = [];
  let at = 0;
  for (const line of diff.split('\n').slice(2, -1)) {
    const head = /^@@ -(\d+)(?:,(\d+))? /.exec(line);
    if (head) {
      const start = Number(head[1]) - (head[2] === '0' ? 0 : 1);
      while (at < start) out.push(lines[at++] as string);
    } else if (line.startsWith('+')) out.push(line.slice(1));
    else {
      if (lines[at] !== line.slice(1)) throw new Error(`line ${at + 1} is not ${line.slice(1)}`);
      if (line.startsWith(' ')) out.push(lines[at] as string);
      at++;
    }
  }
  return [...out, ...lines.slice(at)].map((line) => `${line}\n`).join('');
}
