import type { BranchView } from '../../shared/api/replay.ts';
import type { BranchRecord } from '../../shared/trace/branch.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import type { SideNames } from '../../shared/trace/messages.ts';
import { storedPathView } from '../debugger/path-view.ts';
import { readBranch, readRunRecord } from '../debugger/run-record.ts';
import { StoredComparison } from '../debugger/stored.ts';
import { comparisonsOf } from '../store/comparisons-of.ts';
import type { ComparisonSummary, TraceStore } from '../store/types.ts';

const SIDES: SideNames = [
  { short: 'record', long: 'the record' },
  { short: 'branch', long: 'the branch' },
];

/** What a comparison is a branch of; null where it is none. */
export function branchOf(store: TraceStore, summary: ComparisonSummary): BranchRecord | null {
  const trace = summary.traces[0];
  return trace === undefined ? null : readBranch(store, trace.id);
}

/** The record and the branch of one path, aligned; null where only one of them has the path. */
export async function alignWithRecord(
  store: TraceStore,
  original: ComparisonSummary,
  branch: ComparisonSummary,
  path: PathName,
): Promise<StoredComparison | null> {
  const before = original.traces.find((trace) => trace.path === path);
  const after = branch.traces.find((trace) => trace.path === path);
  if (before === undefined || after === undefined) return null;
  const { policy } = readRunRecord(store, before.id);
  return (await StoredComparison.ofTraces(store, before.id, after.id, policy, SIDES)) ?? null;
}

/** Where the branch of each path is first not what the record is, in one sentence. */
export async function differencesOf(
  store: TraceStore,
  original: ComparisonSummary,
  branch: ComparisonSummary,
): Promise<BranchView['difference']> {
  const [reference, direct] = await Promise.all(
    (['reference', 'direct'] as const).map(async (path) => {
      const aligned = await alignWithRecord(store, original, branch, path);
      return aligned?.view().divergences[0]?.message ?? null;
    }),
  );
  return { reference: reference ?? null, direct: direct ?? null };
}

/** Undefined where the comparison is no branch, or its original is not there any more. */
export async function branchView(store: TraceStore, comparison: string): Promise<BranchView | undefined> {
  const summary = store.comparison(comparison);
  const record = summary && branchOf(store, summary);
  const original = record && store.comparison(record.of);
  if (!summary || !record || !original) return undefined;
  const path = (name: PathName) => {
    const trace = summary.traces.find((each) => each.path === name);
    return trace ? storedPathView(trace) : null;
  };
  return {
    comparison,
    record,
    startedAt: summary.startedAt,
    diverged: summary.verdict === null ? (summary.diverged ?? false) : summary.verdict === 'diverged',
    accepted: summary.verdict === 'accepted',
    paths: { reference: path('reference'), direct: path('direct') },
    difference: await differencesOf(store, original, summary),
  };
}

/** Branches of a comparison, newest first; proofs make too many to be listed. */
export async function branchesOf(store: TraceStore, of: string): Promise<readonly BranchView[]> {
  const original = store.comparison(of);
  if (original === undefined) return [];
  const found: BranchView[] = [];
  for (const summary of comparisonsOf(store, original.node)) {
    // A branch is younger than what it is a branch of.
    if (summary.id === of) break;
    const record = branchOf(store, summary);
    if (record?.of !== of || record.kind === 'proof') continue;
    const view = await branchView(store, summary.id);
    if (view) found.push(view);
  }
  return found;
}
