import { setImmediate } from 'node:timers/promises';
import type { BreakpointLog, BreakpointStop, LogLine } from '../../../shared/api/breakpoints.ts';
import type { ComparisonModel } from '../model.ts';
import { HitCounter } from './counter.ts';
import { rowsOf } from './place.ts';
import { type Armed, DIVERGENCE } from './read.ts';
import { Scan } from './scan.ts';
import { type Match, PATHS, type RowKey } from './types.ts';

/** What breakpoints do in a comparison: where they stop, and what their log points write. */
export interface Hits {
  /** By row; each row once. */
  readonly stops: readonly BreakpointStop[];
  readonly log: BreakpointLog | null;
}

const BATCH = 2000;

/** Lines of log points that are kept; older ones are gone. */
export const MAX_LOG = 1000;

/** All of it from the comparison's events alone. */
export function hitsOf(model: ComparisonModel, armed: readonly Armed[]): Hits {
  const work = hitsInSteps(model, armed);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

/** The same, and others get their turn meanwhile: a trace may be long. */
export async function hitsInTurns(model: ComparisonModel, armed: readonly Armed[]): Promise<Hits> {
  const work = hitsInSteps(model, armed);
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
    await setImmediate();
  }
}

function* hitsInSteps(model: ComparisonModel, armed: readonly Armed[]): Generator<void, Hits> {
  const enabled = new Map(
    armed.filter(({ breakpoint }) => breakpoint.enabled).map((each) => [each.breakpoint.id, each]),
  );
  const found = yield* matchesOf(model, [...enabled.values()]);
  const rows: ReadonlyMap<RowKey, number> =
    found.length === 0 ? new Map() : yield* rowsOf(model, new Set(found.map(({ row }) => row)));
  const ordered = found
    .map((match) => ({ match, row: rows.get(match.row) ?? 0 }))
    .toSorted((a, b) => a.row - b.row || a.match.breakpoint - b.match.breakpoint);
  const counter = new HitCounter();
  const stops = new Map<number, BreakpointStop['hits'][number][]>();
  const add = (row: number, hit: BreakpointStop['hits'][number]): void => {
    const others = stops.get(row);
    if (others) others.push(hit);
    else stops.set(row, [hit]);
  };
  const lines: LogLine[] = [];
  for (const { match, row } of ordered) {
    const own = enabled.get(match.breakpoint);
    const taken = own ? counter.take(own, match) : 'no';
    if (taken === 'no') continue;
    const { path, message, detail, breakpoint } = match;
    if (message !== null) lines.push({ path, row, message });
    else if (taken === 'new') add(row, { breakpoint, path, detail });
  }
  const [first] = model.divergences();
  const divergence = [...enabled.values()].find(({ breakpoint }) => breakpoint.spec === DIVERGENCE);
  if (first && divergence)
    add(first.row, { breakpoint: divergence.breakpoint.id, path: 'direct', detail: first.message });
  const before = Math.max(lines.length - MAX_LOG, 0);
  return {
    stops: [...stops].map(([row, hits]) => ({ row, hits })).toSorted((a, b) => a.row - b.row),
    log: lines.length === 0 ? null : { lines: lines.slice(before), before },
  };
}

function* matchesOf(model: ComparisonModel, armed: readonly Armed[]): Generator<void, readonly Match[]> {
  // The stop at the divergence is known without looking at any event.
  if (armed.every(({ watch }) => watch === null)) return [];
  const scan = new Scan(armed, model.programs);
  const matches: Match[] = [];
  for (const path of PATHS) {
    const source = model.source(path);
    for (let from = 0; source !== null && from < source.count; from += BATCH) {
      for (const match of scan.feed(path, source.read(from, BATCH))) matches.push(match);
      yield;
    }
  }
  const settled = scan.settle([model.source('reference') !== null, model.source('direct') !== null]);
  return [...matches, ...settled];
}

/** Every row of a comparison at which one of the breakpoints stops, in order. */
export function stopsOf(model: ComparisonModel, armed: readonly Armed[]): readonly BreakpointStop[] {
  return hitsOf(model, armed).stops;
}

/** The next of them, forward or backward; undefined where there is none. */
export function nextStop(
  stops: readonly BreakpointStop[],
  fromRow: number,
  direction: 'forward' | 'backward',
): BreakpointStop | undefined {
  return direction === 'forward'
    ? stops.find(({ row }) => row > fromRow)
    : stops.findLast(({ row }) => row < fromRow);
}
