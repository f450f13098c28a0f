import { expect, test } from 'vitest';
import type { OutlineStep } from '../../../shared/api/view.ts';
import { linkedNodeLines, stepOfGeneratedLine, stepOfLine } from './linked-lines.ts';

const step = (path: string, line: number, endLine: number, inner: OutlineStep[] = []): OutlineStep => ({
  path,
  name: path,
  operation: 'assign',
  summary: '',
  range: { line, column: 3, endLine, endColumn: 1 },
  blocks: inner.length > 0 ? [{ name: 'do', steps: inner }] : [],
});
const outline = [step('a', 2, 4), step('loop', 4, 10, [step('loop/do/b', 6, 8)])];

test('a line belongs to the innermost step around it', () => {
  expect([1, 2, 3, 4, 6, 7, 8, 9, 10].map((line) => stepOfLine(outline, line)?.path)).toEqual([
    undefined,
    'a',
    'a',
    'loop',
    'loop/do/b',
    'loop/do/b',
    'loop',
    'loop',
    undefined,
  ]);
  expect(linkedNodeLines(outline, 7)).toEqual([6, 7]);
  expect(linkedNodeLines(outline, 1)).toBeNull();
});

test('a generated line belongs to the smallest function around it', () => {
  const generated = { file: 'n.py', text: '', lines: { loop: [10, 30], 'loop/do/b': [15, 20] } as const };
  expect(stepOfGeneratedLine(generated, 16)).toBe('loop/do/b');
  expect(stepOfGeneratedLine(generated, 25)).toBe('loop');
  expect(stepOfGeneratedLine(generated, 1)).toBeUndefined();
});
