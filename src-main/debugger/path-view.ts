import type { PathView } from '../../shared/api/view.ts';
import type { AlignedPlace } from '../../shared/trace/aligned-place.ts';
import type { HandlerLine } from '../runtimes/runtime.ts';
import type { TraceEnd, TraceSummary } from '../store/types.ts';
import type { ActiveComparison } from './active-comparison.ts';
import type { PathDriver } from './path-driver.ts';

/** A path of a live session. */
export function livePathView(
  comparison: ActiveComparison,
  driver: PathDriver,
  place: AlignedPlace,
  line: HandlerLine | null,
): PathView {
  const { events, durationUs } = comparison.tally(driver.path);
  const end = comparison.endOf(driver.path);
  return {
    trace: comparison.traces[driver.path],
    runtime: comparison.runtimes[driver.path],
    state: end === null ? (driver.stands ? 'waiting' : 'running') : stateOf(end),
    step: end === null ? place.step : '',
    occ: end === null ? place.occ : '',
    line,
    events,
    durationUs,
    ...outcomeOf(end),
  };
}

/** A path of a recorded comparison. */
export function storedPathView(trace: TraceSummary): PathView {
  return {
    trace: trace.id,
    runtime: trace.runtime,
    state: trace.end === null ? 'running' : stateOf(trace.end),
    step: '',
    occ: '',
    line: null,
    events: trace.events,
    durationUs: trace.durationUs,
    ...outcomeOf(trace.end),
  };
}

function stateOf(end: TraceEnd): PathView['state'] {
  return end.kind === 'completed' ? 'completed' : 'cut_off';
}

function outcomeOf(end: TraceEnd | null): Pick<PathView, 'success' | 'outputs' | 'error'> {
  if (end === null) return { success: null, outputs: null, error: null };
  switch (end.kind) {
    case 'completed':
      return end.outcome.success
        ? { success: true, outputs: end.outcome.outputs, error: null }
        : { success: false, outputs: null, error: end.outcome.error };
    case 'cut_off':
      return { success: null, outputs: null, error: end.error };
    case 'interrupted': {
      const error = { code: 'interrupted', message: 'Parallax ended before the run did.', fields: {} };
      return { success: null, outputs: null, error };
    }
  }
}
