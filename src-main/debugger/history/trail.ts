import type { TraceEvent } from '../../../shared/trace/event.ts';
import { isNodePlace } from '../../../shared/trace/place.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import type { OpenNode, OpenStep } from '../execution-state.ts';
import type { ProgramIndex } from '../program-index.ts';
import type { EventSource, Timeline } from '../timeline.ts';
import { lowerBound } from './positions.ts';
import type { Found, WriteIndex } from './write-index.ts';

/** One path of a comparison, as its past is asked about. */
export interface Trail {
  readonly source: EventSource;
  readonly timeline: Timeline;
  readonly index: ProgramIndex;
  readonly writes: WriteIndex;
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

/** The event that gave a name the value it has after `before` events; undefined where it is not bound there. */
export function lastWrite(trail: Trail, name: string, before: number): Placed | undefined {
  const frame = trail.timeline.after(before).frames.at(-1);
  if (frame === undefined) return undefined;
  const found = writerOf(trail.writes, frame, name, before);
  const event = found && eventAt(trail, found.index);
  return event && { index: found.index, event };
}

/** The same where the node that is innermost then is known, unread. */
export function writerOf(
  writes: WriteIndex,
  frame: OpenNode,
  name: string,
  before: number,
): Found | undefined {
  const { place } = frame;
  const holder = localHolder(frame, name);
  if (holder === undefined && !frame.scope.has(name)) return undefined;
  const { from } = writes.span(place, before);
  return holder
    ? writes.local(place, name, holder.path, from, before)
    : writes.own(place, name, from, before);
}

/** The open step that binds the name for itself, hiding the node's own. */
function localHolder(frame: OpenNode, name: string): OpenStep | undefined {
  return frame.steps.findLast(
    ({ bound, loop }) =>
      bound.some(([own]) => own === name) || (loop !== null && loop.index >= 0 && loop.name === name),
  );
}

/**
 * The own events of one visit of a step, those of steps within it left out, and of a loop those of its rounds; empty where
 * it was never visited.
 */
export function visitEvents(trail: Trail, step: string, occ: string): readonly Placed[] {
  const range = trail.source.visit ? trail.source.visit(step, occ) : undefined;
  if (trail.source.visit && range === undefined) return [];
  const [first, last] = range ? [range.first, range.last] : [0, trail.source.count - 1];
  const rest = trail.writes.loop(step, 'rest');
  const begun = rest && range ? rest.get(lowerBound(rest, first)) : undefined;
  const events: Placed[] = [];
  for (const found of eventsAt(trail, new Set([step]), first, 'forward')) {
    if (found.index > last || (begun !== undefined && found.index >= begun)) break;
    if (found.event.occ === occ && !isRound(found.event)) events.push(found);
  }
  if (!rest || begun === undefined) return events;
  for (let at = lowerBound(rest, begun); (rest.get(at) ?? Number.POSITIVE_INFINITY) <= last; at++) {
    const index = rest.get(at) as number;
    const event = eventAt(trail, index);
    if (event?.occ === occ) events.push({ index, event });
  }
  return events;
}

/** Where a round of one visit of a loop begins, or gives its result. */
export function roundEvent(
  trail: Trail,
  { step, occ }: { readonly step: string; readonly occ: string },
  kind: 'iteration' | 'yielded',
  round: number,
): Placed | undefined {
  const list = trail.writes.loop(step, kind);
  if (list === undefined) return undefined;
  const range = trail.source.visit ? trail.source.visit(step, occ) : undefined;
  // Within one visit rounds stand in their order.
  let [low, high] = range
    ? [lowerBound(list, range.first), lowerBound(list, range.last + 1)]
    : [0, list.length];
  while (low < high) {
    const middle = range ? (low + high) >>> 1 : high - 1;
    const index = list.get(middle) as number;
    const event = eventAt(trail, index);
    if (event?.kind !== kind) return undefined;
    if (event.index === round && event.occ === occ) return { index, event };
    if (range && event.index < round) low = middle + 1;
    else high = middle;
  }
  return undefined;
}

function isRound({ kind }: TraceEvent): boolean {
  return kind === 'iteration' || kind === 'yielded';
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
