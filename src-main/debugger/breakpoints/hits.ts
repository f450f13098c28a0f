import type { PathName } from '../../../shared/trace/comparison.ts';
import type { ComparisonModel } from '../model.ts';
import { HitCounter } from './counter.ts';
import { rowsOf } from './place.ts';
import { type Armed, DIVERGENCE } from './read.ts';
import { Scan } from './scan.ts';
import { type Match, PATHS } from './types.ts';

/** A row at which breakpoints stop. */
export interface Stop {
  readonly row: number;
  readonly hits: readonly Hit[];
}

export interface Hit {
  readonly breakpoint: number;
  readonly path: PathName;
  readonly detail: string;
}

const BATCH = 2000;

/** Every row of a comparison at which one of the breakpoints stops, in order, from its events alone. */
export function stopsOf(model: ComparisonModel, armed: readonly Armed[]): readonly Stop[] {
  const enabled = new Map(
    armed.filter(({ breakpoint }) => breakpoint.enabled).map((each) => [each.breakpoint.id, each]),
  );
  const found = matchesOf(model, [...enabled.values()]);
  const rows = rowsOf(model, new Set(found.map(({ row }) => row)));
  const ordered = found
    .map((match) => ({ match, row: rows.get(match.row) ?? 0 }))
    .toSorted((a, b) => a.row - b.row || a.match.breakpoint - b.match.breakpoint);
  const counter = new HitCounter();
  const stops = new Map<number, Hit[]>();
  const add = (row: number, hit: Hit): void => {
    stops.set(row, [...(stops.get(row) ?? []), hit]);
  };
  for (const { match, row } of ordered) {
    const own = enabled.get(match.breakpoint);
    if (own && counter.take(own, match) === 'new' && match.message === null)
      add(row, { breakpoint: match.breakpoint, path: match.path, detail: match.detail });
  }
  const [first] = model.divergences();
  const divergence = [...enabled.values()].find(({ breakpoint }) => breakpoint.spec === DIVERGENCE);
  if (first && divergence)
    add(first.row, { breakpoint: divergence.breakpoint.id, path: 'direct', detail: first.message });
  return [...stops].map(([row, hits]) => ({ row, hits })).toSorted((a, b) => a.row - b.row);
}

function matchesOf(model: ComparisonModel, armed: readonly Armed[]): readonly Match[] {
  const scan = new Scan(armed, model.programs);
  const matches: Match[] = [];
  for (const path of PATHS) {
    const source = model.source(path);
    for (let from = 0; source !== null && from < source.count; from += BATCH)
      matches.push(...scan.feed(path, source.read(from, BATCH)));
  }
  return [...matches, ...scan.settle([model.source('reference') !== null, model.source('direct') !== null])];
}

/** The next row at which a breakpoint stops, forward or backward; undefined where there is none. */
export function nextHit(
  model: ComparisonModel,
  armed: readonly Armed[],
  fromRow: number,
  direction: 'forward' | 'backward',
): Stop | undefined {
  const stops = stopsOf(model, armed);
  return direction === 'forward'
    ? stops.find(({ row }) => row > fromRow)
    : stops.findLast(({ row }) => row < fromRow);
}
