import type { Position } from '../../shared/trace/branch.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';

/** Index of the event that enters a visit of a step; -1 where the trace never does. */
export function entryOf(events: readonly TraceEvent[], { step, occ }: Position): number {
  return events.findIndex(
    (event) =>
      event.kind === 'step_entered' && event.step === step && (occ === undefined || event.occ === occ),
  );
}

/** The visit that an event belongs to, or the first one after it where it belongs to none: where a run can go on from. */
export function visitAround(
  events: readonly TraceEvent[],
  index: number,
): { readonly step: string; readonly occ: string } | null {
  const event = events[index];
  if (event === undefined) return null;
  for (let i = index; i >= 0; i--) {
    const each = events[i];
    if (each?.kind === 'step_entered' && each.step === event.step && each.occ === event.occ)
      return { step: each.step, occ: each.occ };
  }
  const next = events.find((each, i) => i > index && each.kind === 'step_entered');
  return next === undefined ? null : { step: next.step, occ: next.occ };
}

/** The node that each place of a trace belongs to: node id by node place. */
export function nodesOf(events: readonly TraceEvent[]): ReadonlyMap<string, string> {
  const nodes = new Map<string, string>();
  for (const event of events) if (event.kind === 'inputs_bound') nodes.set(event.step, event.node);
  return nodes;
}
