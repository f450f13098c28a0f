import type { RunListItem } from '../../shared/api/view.ts';
import { displayValue } from '../../shared/values/display.ts';
import type { ComparisonSummary, TraceSummary } from '../store/types.ts';

/** What became of a recorded comparison, in one word. */
export function statusOf(comparison: ComparisonSummary): RunListItem['status'] {
  const { traces, diverged, verdict } = comparison;
  if (diverged !== null && verdict !== null) return verdict;
  if (diverged === true) return 'diverged';
  if (traces.some(({ end }) => end?.kind === 'interrupted')) return 'interrupted';
  if (diverged === null || traces.some(({ end }) => end === null)) return 'running';
  return traces.every(succeeded) ? 'equal' : 'failed';
}

export function runListItem(comparison: ComparisonSummary): RunListItem {
  return {
    comparison: comparison.id,
    node: comparison.node,
    startedAt: comparison.startedAt,
    durationMs: Math.max(0, ...comparison.traces.map(({ durationUs }) => durationUs / 1000)),
    status: statusOf(comparison),
    summary: summaryOf(comparison),
    paths: comparison.traces.map(({ path }) => path),
  };
}

function summaryOf({ divergence, traces }: ComparisonSummary): string {
  if (divergence !== null) return divergence.message;
  const end = traces[0]?.end;
  switch (end?.kind) {
    case 'completed': {
      if (!end.outcome.success) return `${end.outcome.error.code}: ${end.outcome.error.message}`;
      return Object.entries(end.outcome.outputs)
        .map(([name, value]) => `${name} ${displayValue(value, 40)}`)
        .join(', ');
    }
    case 'cut_off':
      return `${end.error.code}: ${end.error.message}`;
    case 'interrupted':
      return 'Parallax ended before this run did.';
    default:
      return '';
  }
}

function succeeded({ end }: TraceSummary): boolean {
  return end?.kind === 'completed' && end.outcome.success;
}
