import { expect, test } from 'vitest';
import type { OutlineStep } from '../../../shared/api/view.ts';
import { pendingSteps, stepAt } from './pending.ts';

function step(path: string, ...blocks: OutlineStep[]): OutlineStep {
  return {
    path,
    name: path.split('/').at(-1) ?? path,
    operation: 'assign',
    summary: '',
    range: { line: 1, column: 1, endLine: 1, endColumn: 1 },
    blocks: blocks.length > 0 ? [{ name: 'do', steps: blocks }] : [],
  };
}

const outline = [step('a'), step('loop', step('loop/do/b'), step('loop/do/c')), step('done')];
const names = (current: string) => pendingSteps(outline, current).map((one) => `${one.depth} ${one.path}`);

test('before the first step everything is to come', () => {
  expect(names('')).toEqual(['0 a', '0 loop', '0 done']);
});

test('within a block, its later siblings come before those around it', () => {
  expect(names('loop/do/b')).toEqual(['2 loop/do/c', '0 done']);
});

test('when a round begins, the steps of the loop are to come', () => {
  expect(pendingSteps(outline, 'loop', true).map(({ path }) => path)).toEqual([
    'loop/do/b',
    'loop/do/c',
    'done',
  ]);
});

test('at the last step nothing is to come', () => {
  expect(names('done')).toEqual([]);
});

test('a step of a called node continues after the step that calls', () => {
  expect(names('a/call/x')).toEqual(['0 loop', '0 done']);
});

test('the step at a path, or the nearest around it', () => {
  expect(stepAt(outline, 'loop/do/c')?.path).toBe('loop/do/c');
  expect(stepAt(outline, 'a/call/x')?.path).toBe('a');
  expect(stepAt(outline, 'nowhere')).toBeUndefined();
});
