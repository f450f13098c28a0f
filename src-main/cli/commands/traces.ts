import type { Command } from 'commander';
import type { ComparisonSummary, TraceSummary } from '../../store/types.ts';
import { table } from '../columns.ts';
import { Failure } from '../failure.ts';
import { locate, type OpenOptions, withEngine } from '../open.ts';

interface TracesOptions extends OpenOptions {
  readonly node?: string;
  readonly limit: string;
  readonly json?: boolean;
}

export function addTraces(program: Command): void {
  program
    .command('traces')
    .description('list recorded traces, newest first')
    .option('--node <id>', 'only traces of this node')
    .option('--limit <n>', 'how many comparisons at most', '50')
    .option('--workspace <dir>', 'the workspace folder (default: the nearest with a parallax.yml)')
    .option('--json', 'print as JSON')
    .addHelpText(
      'after',
      `
Example:
  parallax traces --workspace examples/shop --limit 10`,
    )
    .action(traces);
}

async function traces(options: TracesOptions): Promise<void> {
  const limit = Number(options.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 10_000)
    throw new Failure('usage', '--limit takes a whole number from 1 to 10000.');
  await withEngine(locate(options), options, async (engine) => {
    const comparisons = engine.store.comparisons({
      limit,
      ...(options.node === undefined ? {} : { node: options.node }),
    });
    const rows = comparisons.flatMap((comparison) =>
      comparison.traces.map((trace) => traceJson(comparison, trace)),
    );
    if (options.json) console.log(JSON.stringify(rows));
    else if (rows.length === 0) console.log('Nothing is recorded yet: parallax run NODE records a run.');
    else {
      const cells = rows.map((row) => [
        row.id,
        row.node,
        row.path,
        row.started,
        `${row.duration_ms.toFixed(1)} ms`,
        row.error ?? (row.success ? 'success' : 'unfinished'),
        row.diverged ? 'diverged' : '',
      ]);
      console.log(
        table(
          [['trace', 'node', 'path', 'started', 'took', 'result', ''], ...cells],
          ['left', 'left', 'left', 'left', 'right', 'left', 'left'],
        ).join('\n'),
      );
    }
  });
}

function traceJson(comparison: ComparisonSummary, trace: TraceSummary) {
  const { end } = trace;
  const outcome = end?.kind === 'completed' ? end.outcome : null;
  const error =
    outcome?.success === false
      ? outcome.error.code
      : end?.kind === 'cut_off'
        ? end.error.code
        : end?.kind === 'interrupted'
          ? 'interrupted'
          : null;
  return {
    id: trace.id,
    comparison: comparison.id,
    node: trace.node,
    path: trace.path,
    started: new Date(trace.startedAt).toISOString(),
    duration_ms: trace.durationUs / 1000,
    success: outcome?.success ?? false,
    error,
    diverged: comparison.diverged ?? false,
  };
}
