import type { BreakpointLog, BreakpointStop } from '../../shared/api/breakpoints.ts';
import type { StepRow } from '../../shared/api/view.ts';
import { type Armed, arm, breakpointText } from '../debugger/breakpoints/read.ts';
import { StoredComparison } from '../debugger/stored.ts';
import type { TraceStore } from '../store/types.ts';
import { readBreakpoints } from './breakpoints.ts';
import { EXIT, Failure } from './failure.ts';

/** What breakpoints would have done in a recorded comparison. */
interface RecordedHits {
  readonly armed: readonly Armed[];
  readonly stops: readonly (BreakpointStop & { readonly at: StepRow | undefined })[];
  readonly log: BreakpointLog | null;
}

/** Those of the command line, numbered after those that are there already. */
export function armedBreakpoints(lines: readonly string[], kept: readonly Armed[]): readonly Armed[] {
  let id = Math.max(0, ...kept.map(({ breakpoint }) => breakpoint.id));
  const entered = readBreakpoints(lines).map((each) => {
    const armed = arm({ ...each, id: ++id });
    if (!armed.ok) throw new Failure('bad_breakpoint', armed.refusal.message, EXIT.usage);
    return armed.value;
  });
  return [...kept, ...entered];
}

export async function recordedHits(
  store: TraceStore,
  comparison: string,
  armed: readonly Armed[],
): Promise<RecordedHits> {
  const stored = await StoredComparison.open(store, comparison);
  if (stored === undefined) throw new Failure('not_found', `There is no comparison ${comparison} any more.`);
  const { stops, log } = await stored.hits(armed);
  return { armed, stops: stops.map((stop) => ({ ...stop, at: stored.rows(stop.row, 1)[0] })), log };
}

export function hitsText({ armed, stops, log }: RecordedHits): string {
  const lines = stops.flatMap(({ row, hits, at }) => [
    `row ${row + 1}  ${at?.kind === 'result' ? 'result' : (at?.step ?? '')}`,
    ...hits.map(
      ({ breakpoint, detail }) => `  Breakpoint ${breakpoint} (${textOf(armed, breakpoint)}): ${detail}`,
    ),
  ]);
  if (log !== null && log.before > 0) lines.push(`[${log.before} earlier lines of log points are gone]`);
  for (const { path, row, message } of log?.lines ?? [])
    lines.push(`[log] row ${row + 1}  ${path}: ${message}`);
  return lines.join('\n') || 'None of the breakpoints stops in this comparison.';
}

export function hitsJson({ armed, stops, log }: RecordedHits): unknown {
  return {
    breakpoints: armed.map(({ breakpoint }) => ({
      id: breakpoint.id,
      text: breakpointText(breakpoint),
      enabled: breakpoint.enabled,
    })),
    stops: stops.map(({ row, hits, at }) => ({ row, step: at?.step ?? '', occ: at?.occ ?? '', hits })),
    log: log?.lines ?? [],
  };
}

function textOf(armed: readonly Armed[], id: number): string {
  const found = armed.find(({ breakpoint }) => breakpoint.id === id);
  return found ? breakpointText(found.breakpoint) : '';
}
