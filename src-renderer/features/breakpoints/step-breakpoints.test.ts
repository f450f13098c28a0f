import { expect, test } from 'vitest';
import type { BreakpointView } from '../../../shared/api/breakpoints.ts';
import type { OutlineStep } from '../../../shared/api/view.ts';
import { gutterMarks, isAt, stepSpec } from './step-breakpoints.ts';

const breakpoint = (spec: string, more: Partial<BreakpointView> = {}): BreakpointView => ({
  id: 1,
  spec,
  text: spec,
  once: false,
  enabled: true,
  ...more,
});

test.each([
  ['step:move', true],
  ['left:each/do/move', true],
  ['step:shop_v1:each/do/move', true],
  ['step:shop_v1:move', false],
  ['step:other_v1:each/do/move', false],
  ['step:remove', false],
  ['move == 1', false],
])('%s is at the step: %s', (spec, at) => {
  expect(isAt(breakpoint(spec), { node: 'shop_v1', step: 'each/do/move' })).toBe(at);
});

test('what the gutter sets is at its own step', () => {
  for (const place of [
    { node: 'shop_v1', step: 'each/do/move' },
    { node: null, step: 'charge/call/check' },
  ])
    expect(isAt(breakpoint(stepSpec(place)), place)).toBe(true);
});

test('each line has one mark, that of what is enabled first', () => {
  const step = (path: string, line: number, inner: readonly OutlineStep[] = []): OutlineStep => ({
    path,
    name: path,
    operation: 'x',
    summary: '',
    range: { line, column: 1, endLine: line, endColumn: 2 },
    blocks: [{ name: 'do', steps: inner }],
  });
  const outline = [step('a', 3), step('each', 5, [step('each/do/move', 7)])];
  const marks = gutterMarks('shop_v1', outline, [
    breakpoint('step:a', { enabled: false }),
    breakpoint('left:a', { log: 'x' }),
    breakpoint('step:shop_v1:each/do/move', { condition: 'i > 1', text: 'move if i > 1' }),
    breakpoint('step:each', { enabled: false }),
  ]);
  expect(marks).toEqual([
    { line: 3, shape: 'log', enabled: true, text: 'step:a (disabled)\nleft:a' },
    { line: 5, shape: 'stop', enabled: false, text: 'step:each (disabled)' },
    { line: 7, shape: 'conditional', enabled: true, text: 'move if i > 1' },
  ]);
});
