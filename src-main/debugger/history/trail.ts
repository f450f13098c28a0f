import type { TraceEvent } from '../../../shared/trace/event.ts';
import { isNodePlace, nodePlace } from '../../../shared/trace/place.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import type { OpenNode, OpenStep } from '../execution-state.ts';
import type { ProgramIndex } from '../program-index.ts';
import type { EventSource, Timeline } from '../timeline.ts';
import { writersOf } from './writers.ts';

/** One path of a comparison, as its past is asked about. */
export interface Trail {
  readonly source: EventSource;
  readonly timeline: Timeline;
  readonly index: ProgramIndex;
}

export interface Placed {
  readonly index: number;
  readonly event: TraceEvent;
}

/** Events read at a time. */
const WINDOW = 512;

/** Events of the steps (of all where null), lazily: forward from `from` on, or backward from before it. */
export function* eventsAt(
  { source }: Trail,
  steps: ReadonlySet<string> | null,
  from: number,
  direction: 'forward' | 'backward',
): Generator<Placed> {
  const all = [{ first: 0, count: source.count }];
  const windows = (steps && source.windows?.(steps)) ?? all;
  const forward = direction === 'forward';
  for (const { first, count } of forward ? windows : windows.toReversed()) {
    const start = forward ? Math.max(first, from) : first;
    const end = Math.min(first + count, source.count, forward ? Number.POSITIVE_INFINITY : from);
    for (const [at, length] of pieces(start, end, forward)) {
      const events = source.read(at, length);
      for (let i = 0; i < events.length; i++) {
        const k = forward ? i : events.length - 1 - i;
        const event = events[k] as TraceEvent;
        if (steps === null || steps.has(event.step)) yield { index: at + k, event };
      }
    }
  }
}

function* pieces(start: number, end: number, forward: boolean): Generator<readonly [number, number]> {
  if (forward) for (let at = start; at < end; at += WINDOW) yield [at, Math.min(WINDOW, end - at)];
  else
    for (let stop = end; stop > start; stop -= WINDOW)
      yield [Math.max(start, stop - WINDOW), Math.min(WINDOW, stop - start)];
}

export function eventAt({ source }: Trail, index: number): TraceEvent | undefined {
  return source.read(index, 1)[0];
}

/** A running node of one path: what its names belong to. */
export interface Frame {
  readonly node: string;
  readonly place: string;
  readonly occ: string;
}

/** Is the place of the event the frame's node, or one of its own steps? */
export function isWithin({ place, occ }: Frame, event: TraceEvent): boolean {
  if (nodePlace(event.step) !== place) return false;
  return place === '' || (event.step === place ? event.occ === occ : event.occ.startsWith(`${occ}.`));
}

/** The node that runs innermost after `count` events. */
export function frameAt(trail: Trail, count: number): Frame | undefined {
  const frame = trail.timeline.after(count).frames.at(-1);
  return frame && { node: frame.node, place: frame.place, occ: frame.occ };
}

/** What an event makes a name stand for; undefined where it is not about that name. */
export function writtenBy(event: TraceEvent, name: string): Canonical | undefined {
  switch (event.kind) {
    case 'assigned':
    case 'bound':
    case 'iteration':
      return event.name === name ? event.value : undefined;
    case 'inputs_bound':
      return event.values.find(([own]) => own === name)?.[1];
    case 'error_raised': {
      const { code, message, fields } = event.error;
      return name === 'error' ? { code, message, fields } : undefined;
    }
    default:
      return undefined;
  }
}

/** Steps of the frame that can write the name, as events name them; null where its program is not known. */
export function writersIn(trail: Trail, frame: Frame, name: string): ReadonlySet<string> | null {
  const program = trail.index.programs.get(frame.node);
  if (program === undefined) return null;
  const own = (path: string): string => (frame.place === '' ? path : `${frame.place}/${path}`);
  return new Set([frame.place, ...writersOf(program, name).map(own)]);
}

/** The event that gave a name the value it has after `before` events; undefined where it is not bound there. */
export function lastWrite(trail: Trail, name: string, before: number): Placed | undefined {
  const frame = trail.timeline.after(before).frames.at(-1);
  if (frame === undefined) return undefined;
  const { node, place, occ } = frame;
  const holder = localHolder(frame, name);
  if (holder === undefined && !frame.scope.has(name)) return undefined;
  const at: Frame = { node, place, occ };
  for (const found of eventsAt(trail, writersIn(trail, at, name), before, 'backward')) {
    const { event } = found;
    if (writtenBy(event, name) === undefined || !isWithin(at, event)) continue;
    if (holder === undefined) {
      if (event.kind === 'assigned' || event.kind === 'inputs_bound') return found;
    } else if (event.kind !== 'assigned' && event.step === holder.path && event.occ === holder.occ)
      return found;
  }
  return undefined;
}

/** The open step that binds the name for itself, hiding the node's own. */
function localHolder(frame: OpenNode, name: string): OpenStep | undefined {
  return frame.steps.findLast(
    ({ bound, loop }) =>
      bound.some(([own]) => own === name) || (loop !== null && loop.index >= 0 && loop.name === name),
  );
}

/** The own events of one visit of a step, those of steps within it left out; empty where it was never visited. */
export function visitEvents(trail: Trail, step: string, occ: string): readonly Placed[] {
  const range = trail.source.visit ? trail.source.visit(step, occ) : undefined;
  if (trail.source.visit && range === undefined) return [];
  const events: Placed[] = [];
  for (const found of eventsAt(trail, new Set([step]), range?.first ?? 0, 'forward')) {
    if (range && found.index > range.last) break;
    if (found.event.occ === occ) events.push(found);
  }
  return events;
}

/** What the path did at one visit before an event, nearest first. */
export function* earlierAtVisit(trail: Trail, { index, event }: Placed): Generator<Placed> {
  if (isNodePlace(event.step)) return;
  for (const found of eventsAt(trail, new Set([event.step]), index, 'backward')) {
    if (found.event.occ !== event.occ) continue;
    yield found;
    if (found.event.kind === 'step_entered') return;
  }
}
