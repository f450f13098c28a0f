import { expect, it } from 'vitest';
import type { Divergence } from '../../shared/trace/comparison.ts';
import { Baseline, baselineText, divergenceKey } from './baseline.ts';

const divergence: Divergence = {
  kind: 'value',
  step: 'tax',
  occ: '0',
  path: 'tax',
  reference: 1,
  direct: 2,
  rule: 'equality',
  message: '',
  row: 3,
  events: { reference: 1, direct: 1 },
  relation: 'first',
};

it('names a failure without its values', () => {
  expect(divergenceKey(divergence)).toBe('diverged value tax tax');
  expect(divergenceKey({ ...divergence, reference: 9, row: 1 })).toBe(divergenceKey(divergence));
  expect(divergenceKey({ ...divergence, step: '', path: '', kind: 'missing' })).toBe(
    'diverged missing (node)',
  );
});

it('knows what it wrote, by node and case, and nothing else', () => {
  const text = baselineText([
    { node: 'b', name: 'z', failures: ['y', 'x', 'x'] },
    { node: 'a', name: 'toString', failures: ['q'] },
    { node: 'a', name: 'fine', failures: [] },
  ]);
  expect(Object.keys((JSON.parse(text) as { known: object }).known)).toEqual(['a', 'b']);
  const baseline = Baseline.read(text) as Baseline;
  expect(baseline.has('b', 'z', 'x')).toBe(true);
  expect(baseline.has('b', 'z', 'w')).toBe(false);
  expect(baseline.has('b', 'toString', 'q')).toBe(false);
  expect(baseline.has('toString', 'z', 'x')).toBe(false);
  expect(Baseline.read('{}')).toBeUndefined();
  expect(Baseline.read('not json')).toBeUndefined();
});
