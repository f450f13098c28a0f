import { type Holder, holderOf, segmentsOf } from '../../../shared/trace/place.ts';
import { factValue, placeKey, same } from './fact.ts';
import type { Fact } from './inputs.ts';
import { eventsAt, type Placed, roundEvent, type Trail, visitEvents } from './trail.ts';

/** What both paths have to say about one thing; null where a path says nothing. */
export type Pair = readonly [Fact | null, Fact | null];
export type Trails = readonly [Trail, Trail];

/** Blocks around blocks: more than any program nests. */
const MOST = 200;

/**
 * Facts of different places: what made the paths go different ways. The condition, answer, error or loop that decided, on
 * both paths; undefined where nothing recorded says.
 */
export function decidingPair(trails: Trails, [a, b]: Pair): Pair | undefined {
  const missing = a && lacking(trails[1], a);
  if (a && missing) return missing === 'visit' ? absent(trails, a, 0) : [a, missing];
  const other = b && lacking(trails[0], b);
  if (b && other) return other === 'visit' ? absent(trails, b, 1) : [other, b];
  return undefined;
}

/** What a path has in place of the fact: 'visit' where it never came there, how its visit ended where it did, null where it has the fact. */
function lacking(trail: Trail, fact: Fact): Fact | 'visit' | null {
  const { step, occ } = fact.event;
  if (step === '') return fact.event.kind === 'result' && isCutOff(trail) ? 'visit' : null;
  const own = visitEvents(trail, step, occ);
  if (own.length === 0) return 'visit';
  const round = roundOf(fact);
  if (round >= 0) {
    const kind = fact.event.kind === 'yielded' ? 'yielded' : 'iteration';
    return roundEvent(trail, fact.event, kind, round) ? null : 'visit';
  }
  if (own.some(({ event }) => placeKey(event) === placeKey(fact.event))) return null;
  const end = own.find(({ event }) => event.kind === 'error_raised') ?? own.at(-1);
  return end ? plain(end) : null;
}

/** The other path of `side` never came to the place of the fact: what decided that. */
function absent(trails: Trails, fact: Fact, side: 0 | 1): Pair | undefined {
  let missing = fact.event;
  let missingRound = roundOf(fact);
  let on = side;
  for (let turns = 0; turns < MOST; turns++) {
    const [has, lacks] = on === 0 ? trails : ([trails[1], trails[0]] as const);
    const pairOf = (mine: Placed, theirs: Placed): Pair =>
      on === 0 ? [plain(mine), plain(theirs)] : [plain(theirs), plain(mine)];
    const { holder, block } = reached(lacks, missing.step, missing.occ, missingRound);
    const decided = block === null ? undefined : byBlock(has, lacks, holder, block);
    if (decided) return pairOf(...decided);
    // Both went into the block, or there was nothing to decide: the flow of the other one ended before.
    const end = endOf(lacks, holder);
    if (end === undefined) return undefined;
    const visit = visitEvents(has, end.event.step, end.event.occ);
    if (end.event.step !== '' && visit.length === 0) {
      // It ended in a step that this path never came to.
      missing = end.event;
      missingRound = -1;
      on = on === 0 ? 1 : 0;
      continue;
    }
    const counterpart =
      visit.find(({ event }) => placeKey(event) === placeKey(end.event)) ??
      visit.find(({ event }) => event.kind === 'error_raised') ??
      visit.at(-1);
    if (counterpart === undefined || same(factValue(plain(counterpart)), factValue(plain(end))))
      return undefined;
    return pairOf(counterpart, end);
  }
  return undefined;
}

/** The innermost place around the missing one that the path came to, and the block of it that leads on. */
function reached(
  trail: Trail,
  step: string,
  occ: string,
  round: number,
): { readonly holder: Holder; readonly block: string | null } {
  let inner: Holder = { step, occ, round };
  for (;;) {
    const holder: Holder | undefined =
      inner.round >= 0 ? { ...inner, round: -1 } : holderOf(inner.step, inner.occ);
    if (holder === undefined) return { holder: { step: '', occ: '', round: -1 }, block: null };
    if (holder.step === '' || hasBeenAt(trail, holder)) {
      const isRound = inner.round >= 0;
      const block =
        holder.step === '' || holder.round >= 0
          ? null
          : isRound
            ? 'do'
            : blockBetween(holder.step, inner.step);
      return { holder, block };
    }
    inner = holder;
  }
}

function blockBetween(holder: string, inner: string): string {
  return segmentsOf(inner.slice(holder.length + 1))[0] ?? '';
}

function hasBeenAt(trail: Trail, { step, occ, round }: Holder): boolean {
  return round < 0
    ? visitEvents(trail, step, occ).length > 0
    : roundEvent(trail, { step, occ }, 'iteration', round) !== undefined;
}

/** What decides whether a step goes into one of its blocks, on the path that did and on the one that did not. */
function byBlock(
  has: Trail,
  lacks: Trail,
  holder: Holder,
  block: string,
): readonly [Placed, Placed] | undefined {
  const mine = visitEvents(has, holder.step, holder.occ);
  const theirs = visitEvents(lacks, holder.step, holder.occ);
  for (const placed of mine) {
    if (!decides(placed, block)) continue;
    const other = theirs.find(({ event }) => placeKey(event) === placeKey(placed.event));
    if (other === undefined) {
      const end = theirs.find(({ event }) => event.kind === 'error_raised') ?? theirs.at(-1);
      return end && [placed, end];
    }
    if (!same(factValue(plain(placed)), factValue(plain(other)))) return [placed, other];
  }
  return undefined;
}

function decides({ event }: Placed, block: string): boolean {
  switch (event.kind) {
    case 'guard':
      return block === 'then' || block === 'else' || block === 'on_failure';
    case 'effect_answered':
      return block === 'if_found' || block === 'if_empty';
    case 'error_raised':
      return block.startsWith('on_error_') || block === 'compensate';
    case 'loop_started':
      return block === 'do';
    default:
      return false;
  }
}

/** What ended a path within a place: an error, a guard that failed, a contract, or the innermost step it left by returning. */
function endOf(trail: Trail, { step, occ, round }: Holder): Placed | undefined {
  let innermost: Placed | undefined;
  for (const placed of eventsAt(trail, null, lastOf(trail, step, occ, round), 'backward')) {
    const { event } = placed;
    if (event.kind === 'error_raised' || (event.kind === 'guard' && !event.value)) return placed;
    if (event.kind === 'contract' && event.verdict === 'violated') return placed;
    if (event.kind === 'step_left') {
      if (event.outcome === 'completed') return innermost;
      innermost = placed;
    } else if (!PASSED.has(event.kind))
      return innermost ?? (step === '' && isCutOff(trail) ? placed : undefined);
  }
  return innermost;
}

/** Without a result of its own: its last event is what it was at. */
function isCutOff({ source }: Trail): boolean {
  return source.read(source.count - 1, 1)[0]?.kind !== 'result';
}

const PASSED: ReadonlySet<string> = new Set(['contract', 'note', 'result', 'error_handled', 'call_returned']);

/** Number of events of the path up to the end of a place. */
function lastOf(trail: Trail, step: string, occ: string, round: number): number {
  if (step === '') return trail.source.count;
  const next = round >= 0 ? roundEvent(trail, { step, occ }, 'iteration', round + 1) : undefined;
  return (next?.index ?? visitEvents(trail, step, occ).at(-1)?.index ?? 0) + 1;
}

function roundOf({ event }: Fact): number {
  return event.kind === 'iteration' || event.kind === 'yielded' ? event.index : -1;
}

function plain(placed: Placed): Fact {
  const { event } = placed;
  return { ...placed, name: event.kind === 'assigned' ? event.name : null };
}
