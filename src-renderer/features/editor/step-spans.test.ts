import { expect, test } from 'vitest';
import type { OutlineStep } from '../../../shared/api/view.ts';
import { withSpans } from './step-spans.ts';

const step = (line: number, inner: OutlineStep[] = []): OutlineStep => ({
  path: String(line),
  name: '',
  operation: '',
  summary: '',
  range: { line, column: 11, endLine: line, endColumn: 14 },
  blocks: inner.length > 0 ? [{ name: 'do', steps: inner }] : [],
});

const text = [
  'flow:',
  '  - step: each',
  '    do:',
  '      - step: inner',
  '        expression: "1"',
  '',
  '      - step: second',
  '    output: x',
  '',
  '  - step: last',
  '    output: y',
  'testing: {}',
].join('\n');

test('a step has the lines that are indented deeper than its dash', () => {
  const [each, last] = withSpans([step(2, [step(4), step(7)]), step(10)], text);
  const lines = (one: OutlineStep | undefined) => [one?.range.line, one?.range.endLine];
  expect(lines(each)).toEqual([2, 8]);
  expect(each?.blocks[0]?.steps.map(lines)).toEqual([
    [4, 5],
    [7, 7],
  ]);
  expect(lines(last)).toEqual([10, 11]);
});
