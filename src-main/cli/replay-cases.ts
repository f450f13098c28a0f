import type { ProofRow } from '../../shared/api/replay.ts';
import type { ComparisonResult } from '../debugger/options.ts';
import { alignWithRecord } from '../replay/branches.ts';
import type { RecordedRun } from '../replay/recorded-run.ts';
import type { PreparedRerun } from '../replay/rerun.ts';
import type { TraceStore } from '../store/types.ts';
import { divergenceKey, type FailureKey } from '../verification/baseline.ts';
import { messageOf, type RanCase } from './judgement.ts';

/** Proved runs that fail a build: what could not be proved is not proved. */
const FAILING: readonly ProofRow['class'][] = [
  'still_diverging',
  'newly_diverging',
  'needs_values',
  'not_run',
];

/**
 * A replay and its proof as test cases, each named after the stored run that it is of. A branch fails where its paths part, a
 * replay also where it is not what was recorded.
 */
export async function replayCases(
  store: TraceStore,
  run: RecordedRun,
  { plan }: PreparedRerun,
  result: ComparisonResult,
  proof: readonly ProofRow[] | null,
): Promise<readonly RanCase[]> {
  const messages = result.diverged ? [`diverged: ${result.divergences[0]?.message ?? ''}`] : [];
  const failures: FailureKey[] = result.divergences.map(divergenceKey);
  const decisive: FailureKey[] = result.divergences
    .filter(({ relation }) => relation !== 'consequence')
    .map(divergenceKey);
  const branch = store.comparison(result.id);
  if (plan.kind === 'replay' && branch !== undefined)
    for (const path of plan.paths) {
      const aligned = await alignWithRecord(store, run.summary, branch, path);
      const found = aligned?.view().divergences ?? [];
      if (found[0]) messages.push(`${path}: not as recorded: ${found[0].message}`);
      failures.push(...found.map((each) => `${path} ${divergenceKey(each)}`));
      decisive.push(
        ...found
          .filter(({ relation }) => relation !== 'consequence')
          .map((each) => `${path} ${divergenceKey(each)}`),
      );
    }
  const durations = Object.values(result.paths).map((path) => path?.durationUs ?? 0);
  return [
    {
      node: plan.node,
      name: `${plan.name} of ${run.summary.id}`,
      passed: messages.length === 0,
      message: messageOf(messages),
      comparison: result.id,
      durationMs: Math.max(0, ...durations) / 1000,
      failures,
      decisive,
    },
    ...(proof ?? []).map((row): RanCase => {
      const keys = FAILING.includes(row.class) ? [`proof ${row.class}`] : [];
      return {
        node: plan.node,
        name: `${plan.name} proved on ${row.of}`,
        passed: keys.length === 0,
        message: keys.length === 0 ? '' : `${row.class.replaceAll('_', ' ')}: ${row.message}`,
        comparison: row.branch,
        durationMs: 0,
        failures: keys,
        decisive: keys,
      };
    }),
  ];
}
