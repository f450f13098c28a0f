import { describe, expect, test } from 'vitest';
import type { ComparisonSources } from '../../../shared/api/api.ts';
import type { ComparisonView, OutlineStep, StepRow } from '../../../shared/api/view.ts';
import { nodeMarks, pathSource } from './source-marks.ts';

const step = (path: string, line: number, endLine: number): OutlineStep => ({
  path,
  name: path,
  operation: 'assign',
  summary: '',
  range: { line, column: 3, endLine, endColumn: 1 },
  blocks: [],
});
const outline = [step('a', 2, 5), step('tax', 5, 8)];
const row = (name: string, operation: string, status: StepRow['status'] = 'equal') =>
  ({ step: name, operation, status }) as StepRow;
const sources: ComparisonSources = {
  node: { file: 'n.vsp', text: '', outline },
  generated: { file: 'n.py', text: 'py', lines: { a: [10, 12] } },
  handlers: [
    { name: 'round', file: 'handlers/round.py', path: 'reference', text: 'hpy' },
    { name: 'round', file: 'handlers/round.mjs', path: 'direct', text: 'hjs' },
  ],
};
const view = (reference: string, direct: string) =>
  ({
    paths: { reference: { step: reference }, direct: { step: direct } },
    live: { state: 'stopped' },
  }) as ComparisonView;

describe('marks of the node', () => {
  test('the selected step, and a bar for each path where it stands', () => {
    expect(nodeMarks(outline, view('a', 'tax'), row('tax', 'assign', 'diverged'))).toEqual([
      { first: 5, last: 7, tone: 'diverged' },
      { first: 2, last: 2, tone: 'reference', barOnly: true },
      { first: 5, last: 5, tone: 'direct', barOnly: true },
    ]);
  });

  test('a recorded comparison stands nowhere', () => {
    expect(nodeMarks(outline, { ...view('a', 'a'), live: null }, row('a', 'assign'))).toEqual([
      { first: 2, last: 4, tone: 'current' },
    ]);
  });
});

describe('what a path runs', () => {
  test('is generated Python on the reference path and nothing of its own on the direct one', () => {
    expect(pathSource(sources, 'reference', row('a/then/b', 'assign'), null)?.lines).toEqual([10, 12]);
    expect(pathSource(sources, 'direct', row('a', 'assign'), null)).toBeNull();
  });

  test('is each path’s handler for a custom operation', () => {
    expect(pathSource(sources, 'reference', row('tax', 'custom.round'), null)?.file).toBe(
      'handlers/round.py',
    );
    expect(pathSource(sources, 'direct', row('tax', 'custom.round'), null)?.file).toBe('handlers/round.mjs');
  });

  test('is the line that a handler stands at while it is stepped through', () => {
    const standing = { file: 'handlers/round.mjs', line: 4, locals: [] };
    expect(pathSource(sources, 'direct', row('a', 'assign'), standing)).toMatchObject({
      text: 'hjs',
      lines: [4, 4],
    });
  });
});
