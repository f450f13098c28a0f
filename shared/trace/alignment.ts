import type { Difference } from '../values/diff.ts';
import { Acceptance, type AcceptedDifference } from './acceptance.ts';
import { AlignedPlace, type Finding, type Item, type Passed, rowPlace, type Side } from './aligned-place.ts';
import type { AlignedEnd, AlignerOptions } from './aligner-options.ts';
import type { Divergence, PathName } from './comparison.ts';
import type { TraceEvent } from './event.ts';
import { diffEvents, eventKey } from './event-diff.ts';
import { type Draft, Findings, placeName } from './findings.ts';
import {
  cutOffMessage,
  differenceMessage,
  insteadMessage,
  missingMessage,
  orderMessage,
  PATH_SIDES,
  type SideNames,
} from './messages.ts';
import { holderOf } from './place.ts';
import { rulesOf } from './policy.ts';

const SIDES = [0, 1] as const;

/**
 * Aligns two executions while they run: feed it the events of either path in any interleaving. Within a place (the run, a
 * step's visit, a loop's round) events pair by kind and name in order; one without counterpart is a hole, not a shift.
 * Keeps the places and what has not met its counterpart yet, nothing else; time is linear in the number of events.
 */
export class Aligner {
  readonly root = new AlignedPlace(null, '', '', -1);
  readonly #options: AlignerOptions;
  readonly #rules: ReturnType<typeof rulesOf>;
  readonly #acceptance: Acceptance | null;
  readonly #findings: Findings;
  readonly #single: boolean;
  readonly #names: SideNames;
  readonly #stacks: [AlignedPlace[], AlignedPlace[]] = [[this.root], [this.root]];
  readonly #standing: [AlignedPlace, AlignedPlace] = [this.root, this.root];
  readonly #counts: [number, number] = [0, 0];
  readonly #ends: [AlignedEnd | null, AlignedEnd | null] = [null, null];
  /** Places where both paths wait with something unlike. */
  readonly #conflicts = new Set<AlignedPlace>();

  constructor(options: AlignerOptions) {
    this.#options = options;
    this.#rules = rulesOf(options.policy);
    this.#acceptance = Acceptance.of(options.policy.accepted);
    this.#findings = new Findings(options.programs);
    this.#single = options.paths.length < 2;
    this.#names = options.names ?? PATH_SIDES;
    for (const path of options.paths) this.root.has[path === 'reference' ? 0 : 1] = true;
  }

  /** How many divergences have been found, the unlisted ones included. */
  get found(): number {
    return this.#findings.count;
  }

  /** Divergences in the order they were found; at most 500. `rowOf` gives the index of a place's row. */
  divergences(rowOf: (place: AlignedPlace) => number): readonly Divergence[] {
    return this.#findings.list.map(({ place, row, accepted: _, ...found }) => ({
      ...found,
      events: { ...found.events },
      step: row.step,
      occ: row.occ,
      row: rowOf(row),
    }));
  }

  /** Differences that rules accept, in the order they were found; at most 500. */
  accepted(rowOf: (place: AlignedPlace) => number): readonly AcceptedDifference[] {
    return this.#findings.acceptedAt(rowOf);
  }

  /** How many differences each rule accepted. */
  get acceptedCounts(): ReadonlyMap<string, number> {
    return this.#findings.acceptedCounts;
  }

  /** Something found outside the events: does a rule accept it? Then it is counted. */
  accepts(found: Omit<Divergence, 'row' | 'relation'>): boolean {
    const { reference: a, direct: b, path, kind } = found;
    const rule = this.#acceptance?.at('', kind)?.({ path, a: a ?? undefined, b: b ?? undefined });
    if (rule !== undefined) this.#findings.accept({ ...found, place: this.root, row: this.root }, rule);
    return rule !== undefined;
  }

  /** Where a path stands: the place of its last event. */
  standing(path: PathName): AlignedPlace {
    return this.#standing[path === 'reference' ? 0 : 1];
  }

  feed(path: PathName, events: readonly TraceEvent[]): void {
    const side: Side = path === 'reference' ? 0 : 1;
    for (const event of events) this.#accept(side, event);
  }

  /** No more events of this path. */
  end(path: PathName, end: AlignedEnd): void {
    const side: Side = path === 'reference' ? 0 : 1;
    if (this.#ends[side]) return;
    this.#ends[side] = end;
    const stack = this.#stacks[side];
    if (end.kind === 'completed') while (stack.length > 0) this.#leave(side);
    if (this.#ends[0] && this.#ends[1]) this.#finish();
  }

  /**
   * Decides what is open: where both paths wait with something unlike, that is a divergence now, whatever comes. A debugger
   * calls this when both paths stand still; what is learnt later makes the finding more exact, never a second one.
   */
  settle(): void {
    for (const place of this.#conflicts) {
      const [a, b] = [place.pending[0]?.first, place.pending[1]?.first];
      if (a && b && place.provisional === null) place.provisional = this.#instead(place, a, b, null);
    }
  }

  #accept(side: Side, event: TraceEvent): void {
    const index = this.#counts[side]++;
    const stack = this.#stacks[side];
    const round = event.kind === 'iteration' || event.kind === 'yielded' ? event.index : -1;
    let place = top(stack);
    if (!place.isAt(event.step, event.occ, round)) {
      this.#goTo(side, event, index, event.step, event.occ, round);
      place = top(stack);
    }
    this.#standing[side] = place;
    this.#options.onEvent?.(place, side, event, index);
    if (!this.#single) {
      if (this.#findings.any && place.alone) this.#unlike(side, index, event);
      this.#meet(place, side, { key: eventKey(event), index, event, place: null });
    }
    if (event.kind === 'step_left') this.#leave(side);
  }

  /** Leaves and enters places until the path stands at the one asked for. */
  #goTo(side: Side, event: TraceEvent, index: number, step: string, occ: string, round: number): void {
    const stack = this.#stacks[side];
    while (stack.length > 1 && !top(stack).isAt(step, occ, round) && !top(stack).holds(step, occ, round))
      this.#leave(side);
    if (top(stack).isAt(step, occ, round)) return;
    const holder = round >= 0 ? { step, occ, round: -1 } : holderOf(step, occ);
    if (holder && !top(stack).isAt(holder.step, holder.occ, holder.round))
      this.#goTo(side, event, index, holder.step, holder.occ, holder.round);
    this.#enter(side, event, index, step, occ, round);
  }

  #enter(side: Side, event: TraceEvent, index: number, step: string, occ: string, round: number): void {
    const parent = top(this.#stacks[side]);
    const key = round >= 0 ? `> ${round}` : `> ${step} ${occ}`;
    const known = this.#single ? undefined : this.#counterpart(parent, side, key);
    const place = known ?? new AlignedPlace(parent, step, occ, round);
    place.has[side] = true;
    this.#stacks[side].push(place);
    if (known === undefined) {
      const last = parent.adopt(place, side);
      this.#options.onPlace?.(place, last);
    } else if (!parent.follows(place, side)) this.#options.onMove?.();
    parent.last[side] = place;
    if (!this.#single) this.#meet(parent, side, { key, index, event, place });
  }

  #counterpart(parent: AlignedPlace, side: Side, key: string): AlignedPlace | undefined {
    const other = side === 0 ? 1 : 0;
    const waiting = parent.pending[other];
    const at = waiting?.find(key) ?? -1;
    const item = at >= 0 ? waiting?.at(at) : parent.passed[other]?.get(key)?.item;
    return item?.place ?? undefined;
  }

  #leave(side: Side): void {
    const place = this.#stacks[side].pop() as AlignedPlace;
    place.closed[side] = true;
    const other = side === 0 ? 1 : 0;
    if (!place.has[other]) return;
    if (place.closed[other] || place.waits(side) === 0) this.#close(place);
    if (place.closed[other]) place.release();
  }

  /** What waits in this place waits in vain. */
  #close(place: AlignedPlace): void {
    if (place.waits(0) + place.waits(1) === 0) return;
    const gap = [this.#takeAll(place, 0), this.#takeAll(place, 1)] as const;
    this.#conflicts.delete(place);
    this.#report(place, gap);
  }

  /** An item arrives in a place: pairs it with its counterpart, or keeps it until that comes. */
  #meet(place: AlignedPlace, side: Side, item: Item): void {
    const other = side === 0 ? 1 : 0;
    const waiting = place.pending[other];
    const at = waiting?.find(item.key) ?? -1;
    if (waiting && at >= 0) {
      const counterpart = waiting.at(at);
      if (at > 0 || place.waits(side) > 0) {
        const own = this.#takeAll(place, side);
        const others = waiting.take(at);
        this.#conflicts.delete(place);
        this.#report(place, side === 0 ? [own, others] : [others, own]);
      }
      waiting.shift();
      this.#pair(place, side === 0 ? item : counterpart, side === 0 ? counterpart : item);
      return;
    }
    const passed = place.passed[other]?.get(item.key);
    if (passed) {
      place.passed[other]?.delete(item.key);
      this.#reorder(place, side, item, passed);
      return;
    }
    place.keep(side, item);
    // The other path has left: nothing will come.
    if (place.closed[other] && place.waits(other) === 0) this.#close(place);
    else if (place.waits(other) > 0) this.#conflicts.add(place);
  }

  #takeAll(place: AlignedPlace, side: Side): readonly Item[] {
    const waiting = place.pending[side];
    return waiting === null ? [] : waiting.take(waiting.size);
  }

  #pair(place: AlignedPlace, a: Item, b: Item): void {
    if (a.place) return;
    const kind = a.event.kind === 'effect_requested' ? 'effect' : 'value';
    const row = rowPlace(place);
    const rules = this.#rules(a.event.step);
    const accept = this.#acceptance?.at(row.step, kind);
    const { differences, representation, accepted } = diffEvents(
      a.event,
      b.event,
      accept ? { ...rules, accept } : rules,
    );
    if (representation.length > 0) place.representation = true;
    const draft = (found: Difference): Draft => ({
      kind,
      place,
      row,
      path: found.path,
      reference: found.a ?? null,
      direct: found.b ?? null,
      rule: found.rule,
      message: '',
      events: { reference: a.index, direct: b.index },
    });
    const message = (difference: Difference, follows: boolean): string =>
      differenceMessage(placeName(place), a.event, difference, follows, this.#names);
    for (const { difference, rule } of accepted ?? [])
      this.#findings.accept({ ...draft(difference), message: message(difference, false) }, rule);
    const found = differences[0];
    for (const side of found || accepted ? SIDES : []) this.#options.onUnlike?.(side, (side ? b : a).index);
    if (found) {
      const finding = this.#findings.add(draft(found), [a.event, b.event]);
      finding.message = message(found, finding.relation === 'consequence');
    }
    this.#findings.pair(a.event, found !== undefined || accepted !== undefined);
  }

  /** Reports what met no counterpart between two meeting points: one finding where both have something, else one for each item. */
  #report(place: AlignedPlace, gap: readonly [readonly Item[], readonly Item[]]): void {
    const [a, b] = [gap[0][0], gap[1][0]];
    const provisional = place.provisional;
    place.provisional = null;
    const finding = a && b ? this.#instead(place, a, b, provisional) : null;
    let reuse = finding === null ? provisional : null;
    for (const side of SIDES) {
      for (const item of gap[side]) {
        const made: Finding | null = finding ?? this.#missing(place, side, item, reuse);
        reuse = null;
        this.#options.onUnlike?.(side, item.index);
        if (item.place) {
          item.place.oneSided = true;
          this.#taintWithin(item.place);
        }
        place.passed[side] ??= new Map<string, Passed>();
        place.passed[side].set(item.key, { item, finding: finding === null ? made : null });
      }
    }
  }

  /** What only one path assigned differs from now on. */
  #taintWithin(place: AlignedPlace): void {
    for (const side of SIDES)
      for (const { event, index } of place.pending[side]?.all ?? []) this.#unlike(side, index, event);
    for (const child of place.children) this.#taintWithin(child);
  }

  #unlike(side: Side, index: number, event: TraceEvent): void {
    this.#findings.taint(event);
    this.#options.onUnlike?.(side, index);
  }

  #missing(place: AlignedPlace, side: Side, item: Item, reuse: Finding | null): Finding {
    return this.#put(
      reuse,
      {
        kind: item.event.kind === 'effect_requested' && !item.place ? 'effect' : 'missing',
        place,
        row: rowPlace(item.place ?? place),
        path: '',
        reference: null,
        direct: null,
        rule: 'presence',
        message: missingMessage(placeName(place), item.event, side, item.place !== null, this.#names),
        events: { reference: side === 0 ? item.index : null, direct: side === 1 ? item.index : null },
      },
      [item.event, null],
    );
  }

  #instead(place: AlignedPlace, a: Item, b: Item, reuse: Finding | null): Finding {
    const asks = a.event.kind === 'effect_requested' || b.event.kind === 'effect_requested';
    return this.#put(
      reuse,
      {
        kind: asks && !a.place && !b.place ? 'effect' : 'missing',
        place,
        row: rowPlace(a.place ?? b.place ?? place),
        path: '',
        reference: null,
        direct: null,
        rule: 'presence',
        message: insteadMessage(
          placeName(place),
          a.event,
          b.event,
          [a.place !== null, b.place !== null],
          this.#names,
        ),
        events: { reference: a.index, direct: b.index },
      },
      [a.event, b.event],
    );
  }

  /** Both paths have it after all: what was missing is in another place of the order. */
  #reorder(place: AlignedPlace, side: Side, item: Item, passed: Passed): void {
    const a = side === 0 ? item : passed.item;
    const b = side === 0 ? passed.item : item;
    this.#options.onUnlike?.(side, item.index);
    if (passed.item.place) passed.item.place.oneSided = false;
    if (passed.finding) {
      this.#put(
        passed.finding,
        {
          kind: 'order',
          place,
          row: passed.finding.row,
          path: '',
          reference: null,
          direct: null,
          rule: 'order',
          message: orderMessage(placeName(place), item.event, item.place !== null, this.#names),
          events: { reference: a.index, direct: b.index },
        },
        [item.event, null],
      );
    }
    this.#pair(place, a, b);
  }

  #put(reuse: Finding | null, draft: Draft, events: readonly (TraceEvent | null)[]): Finding {
    const { path } = draft;
    const rule = this.#acceptance?.at(draft.row.step, draft.kind)?.({ path, a: undefined, b: undefined });
    if (reuse && reuse.accepted === (rule ?? null)) return Object.assign(reuse, draft);
    if (reuse) this.#findings.withdraw(reuse);
    return rule === undefined ? this.#findings.add(draft, events) : this.#findings.accept(draft, rule);
  }

  /** Both paths have ended; at least one may have been cut off, and then only what both reached is compared. */
  #finish(): void {
    const [a, b] = this.#ends as [AlignedEnd, AlignedEnd];
    for (const place of [...this.#conflicts]) this.#close(place);
    const cut: Side | null = a.kind === b.kind ? null : a.kind === 'cut_off' ? 0 : 1;
    if (this.#single || cut === null) return;
    const end = cut === 0 ? a : b;
    if (end.kind !== 'cut_off' || end.code === 'cancelled') return;
    const place = top(this.#stacks[cut]);
    const last = (side: Side): number | null => (this.#counts[side] === 0 ? null : this.#counts[side] - 1);
    this.#put(
      null,
      {
        kind: 'cut_off',
        place,
        row: rowPlace(place),
        path: '',
        reference: a.kind === 'cut_off' ? a.code : null,
        direct: b.kind === 'cut_off' ? b.code : null,
        rule: 'cut_off',
        message: cutOffMessage(placeName(place), cut, end.code, this.#names),
        events: { reference: last(0), direct: last(1) },
      },
      [null, null],
    );
  }
}

function top(stack: readonly AlignedPlace[]): AlignedPlace {
  return stack[stack.length - 1] as AlignedPlace;
}
