import { expect, test } from 'vitest';
import type { OutlineStep } from '../../../shared/api/view.ts';
import { flowOf } from './flow-graph.ts';

const step = (path: string, operation = 'assign', ...blocks: [string, OutlineStep[]][]): OutlineStep => ({
  path,
  name: path,
  operation,
  summary: '',
  range: { line: 1, column: 1, endLine: 1, endColumn: 1 },
  blocks: blocks.map(([name, steps]) => ({ name, steps })),
});
const edges = (...outline: OutlineStep[]) =>
  flowOf(outline).edges.map(({ from, to, label }) => `${from} ${label}> ${to}`);

test('steps follow each other', () => {
  expect(edges(step('a'), step('b'))).toEqual(['a > b']);
});

test('branches part and come together again', () => {
  expect(edges(step('if', 'conditional', ['then', [step('x')]]), step('end'))).toEqual([
    'if then> x',
    'x > end',
    'if else> end',
  ]);
  expect(edges(step('if', 'conditional', ['then', [step('x')]], ['else', [step('y')]]), step('end'))).toEqual(
    ['if then> x', 'if else> y', 'x > end', 'y > end'],
  );
});

test('a branch that returns goes nowhere', () => {
  expect(edges(step('if', 'conditional', ['then', [step('x', 'return')]]), step('end'))).toEqual([
    'if then> x',
    'if else> end',
  ]);
});

test('a loop is left from its body', () => {
  expect(edges(step('each', 'for_each', ['do', [step('x'), step('y')]]), step('end'))).toEqual([
    'each do> x',
    'x > y',
    'y > end',
  ]);
});
