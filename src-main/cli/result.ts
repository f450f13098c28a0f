import type { Divergence, PathName } from '../../shared/trace/comparison.ts';
import type { Outcome } from '../../shared/trace/event.ts';
import { displayValue } from '../../shared/values/display.ts';
import type { ComparisonResult, PathResult } from '../debugger/options.ts';
import { EXIT, type ExitCode } from './failure.ts';

const PATHS: readonly PathName[] = ['reference', 'direct'];

/** How a path ended, as results show it: a path that was cut off has the error that cut it off. */
export function outcomeOf(path: PathResult): Outcome {
  switch (path.end.kind) {
    case 'completed':
      return path.end.outcome;
    case 'cut_off':
      return { success: false, error: path.end.error };
    case 'interrupted':
      return {
        success: false,
        error: { code: 'interrupted', message: 'the recording was interrupted', fields: {} },
      };
  }
}

export function pathsOf(result: ComparisonResult): readonly (readonly [PathName, PathResult])[] {
  return PATHS.flatMap((name) => {
    const path = result.paths[name];
    return path === null ? [] : [[name, path] as const];
  });
}

/** The documented JSON of one comparison. */
export function resultJson(result: ComparisonResult): Readonly<Record<string, unknown>> {
  return {
    comparison: result.id,
    node: result.node,
    hash: result.hash,
    diverged: result.diverged,
    divergence: divergenceJson(result.divergences[0]),
    accepted: result.accepted.map(({ rule, step, path }) => ({ rule, step, path })),
    paths: Object.fromEntries(
      pathsOf(result).map(([name, path]) => [
        name,
        {
          result: outcomeOf(path),
          trace: path.trace,
          events: path.events,
          duration_ms: path.durationUs / 1000,
          contracts: path.contracts,
        },
      ]),
    ),
  };
}

export function divergenceJson(divergence: Divergence | undefined): unknown {
  if (!divergence) return null;
  const { step, path, kind, reference, direct, message } = divergence;
  return { step, path, kind, reference, direct, message };
}

export function exitCodeOf(result: ComparisonResult): ExitCode {
  if (result.diverged) return EXIT.diverged;
  return pathsOf(result).every(([, path]) => outcomeOf(path).success) ? EXIT.equal : EXIT.error;
}

/** One comparison for a person: each path's result, then where they part. */
export function resultText(result: ComparisonResult): string {
  const lines = [`${result.node} · ${result.id}`];
  for (const [name, path] of pathsOf(result)) {
    const took = `${path.events} events, ${(path.durationUs / 1000).toFixed(1)} ms`;
    lines.push(
      '',
      `${name} · ${path.runtime} · ${took}`,
      ...outcomeLines(outcomeOf(path)).map((line) => `  ${line}`),
    );
    for (const contract of path.contracts)
      if (contract.verdict === 'violated')
        lines.push(`  ✗ ${contract.kind} ${contract.text}${contract.step ? ` at ${contract.step}` : ''}`);
  }
  const [first, ...later] = result.divergences;
  if (first) {
    lines.push('', `Diverged at ${first.step || 'the result'}: ${first.message}`);
    lines.push(`  reference  ${displayValue(first.reference)}`, `  direct     ${displayValue(first.direct)}`);
    const independent = later.filter(({ relation }) => relation === 'independent').length;
    if (later.length > 0)
      lines.push(
        `  then ${later.length - independent} consequences and ${independent} independent differences`,
      );
  } else if (pathsOf(result).length === 2) {
    lines.push('', result.accepted.length === 0 ? 'Equal on both paths.' : 'No divergence on both paths.');
  }
  for (const { rule, step, path } of result.accepted)
    lines.push(`  accepted by ${rule}: ${step || 'the node'}${path === '' ? '' : ` ${path}`}`);
  return lines.join('\n');
}

function outcomeLines(outcome: Outcome): readonly string[] {
  if (!outcome.success) {
    const { code, message, fields } = outcome.error;
    return [
      `error ${code}: ${message}`,
      ...Object.entries(fields).map(([name, value]) => `  ${name} ${displayValue(value)}`),
    ];
  }
  const width = Math.max(0, ...Object.keys(outcome.outputs).map((name) => name.length));
  return [
    'success',
    ...Object.entries(outcome.outputs).map(
      ([name, value]) => `  ${name.padEnd(width)}  ${displayValue(value, 100)}`,
    ),
  ];
}
