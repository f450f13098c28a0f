import { readRunRecord } from '../debugger/run-record.ts';
import { readHandlers } from '../debugger/sources.ts';
import type { ReplayDeps } from './deps.ts';
import type { RecordedRun } from './recorded-run.ts';

/** Handlers run as they are now: those that were otherwise when the run was recorded are named. */
export function handlerNotes(
  deps: Pick<ReplayDeps, 'comparison' | 'handlers'>,
  run: RecordedRun,
): readonly string[] {
  const trace = run.summary.traces[0]?.id ?? '';
  const before = new Map(
    readRunRecord(deps.comparison.store, trace).handlers.map(({ file, text }) => [file, text]),
  );
  const now = new Map(readHandlers(run.programs, deps.handlers).map(({ file, text }) => [file, text]));
  return [...new Set([...before.keys(), ...now.keys()])]
    .filter((file) => before.get(file) !== now.get(file))
    .map((file) => `${file} has changed since the run was recorded; the branch runs it as it is now.`);
}
