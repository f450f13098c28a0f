import { expect, test } from 'vitest';
import type { ProofClass, ProofRow } from '../../shared/api/replay.ts';
import type { Divergence } from '../../shared/trace/comparison.ts';
import type { ComparisonResult } from '../debugger/options.ts';
import type { RecordedRun } from '../replay/recorded-run.ts';
import type { PreparedRerun } from '../replay/rerun.ts';
import type { TraceStore } from '../store/types.ts';
import { replayCases } from './replay-cases.ts';

/** A branch that is in no store: what it is aligned with plays no part. */
const store = { comparison: () => undefined } as unknown as TraceStore;
const run = { summary: { id: 'cmp_before' } } as unknown as RecordedRun;
const prepared = {
  plan: { kind: 'what_if', node: 'payment', name: 'timeout 30s → 60s', paths: ['direct'] },
} as unknown as PreparedRerun;

const divergence = (step: string, relation: Divergence['relation']) =>
  ({ kind: 'value', step, path: 'total', relation, message: `${step} differs.` }) as unknown as Divergence;

function result(divergences: readonly Divergence[]): ComparisonResult {
  return {
    id: 'cmp_branch',
    diverged: divergences.length > 0,
    divergences,
    paths: { reference: { durationUs: 1500 }, direct: { durationUs: 500 } },
  } as unknown as ComparisonResult;
}

test('a branch is one case, named after the run that it is of; it fails where its paths part', async () => {
  expect(await replayCases(store, run, prepared, result([]), null)).toEqual([
    {
      node: 'payment',
      name: 'timeout 30s → 60s of cmp_before',
      passed: true,
      message: '',
      comparison: 'cmp_branch',
      durationMs: 1.5,
      failures: [],
      decisive: [],
    },
  ]);
  const apart = [divergence('tax', 'first'), divergence('sum', 'consequence')];
  const [failed] = await replayCases(store, run, prepared, result(apart), null);
  expect(failed).toMatchObject({
    passed: false,
    message: 'diverged: tax differs',
    failures: ['diverged value tax total', 'diverged value sum total'],
    // A consequence decides nothing: it goes when what it follows from goes.
    decisive: ['diverged value tax total'],
  });
});

test.each<[ProofClass, boolean]>([
  ['fixed', true],
  ['unaffected', true],
  ['still_diverging', false],
  ['newly_diverging', false],
  ['needs_values', false],
  ['not_run', false],
])('a proved run that is %s passes: %s', async (kind, passed) => {
  const row: ProofRow = {
    index: 0,
    of: 'cmp_other',
    branch: 'cmp_proof',
    class: kind,
    message: 'so it came',
    before: '',
    after: '',
    startedAt: 0,
  };
  const [, proved] = await replayCases(store, run, prepared, result([]), [row]);
  expect(proved).toMatchObject({
    name: 'timeout 30s → 60s proved on cmp_other',
    passed,
    comparison: 'cmp_proof',
    message: passed ? '' : `${kind.replaceAll('_', ' ')}: so it came`,
    failures: passed ? [] : [`proof ${kind}`],
  });
});
