import type { Canonical } from '../values/canonical.ts';
import type { DivergenceKind } from './comparison.ts';
import type { TraceEvent } from './event.ts';
import { isNodePlace } from './place.ts';
import { Waiting } from './waiting.ts';

/** Index of a path in pairs: 0 reference, 1 direct. */
export type Side = 0 | 1;

/** An event, or a whole place, waiting for its counterpart. */
export interface Item {
  readonly key: string;
  readonly index: number;
  readonly event: TraceEvent;
  /** Set when the item is a place within this one; `event` is then its first. */
  readonly place: AlignedPlace | null;
}

/** A divergence as the aligner holds it; its row's index is known when it is asked for. */
export interface Finding {
  kind: DivergenceKind;
  readonly place: AlignedPlace;
  /** The row it belongs to: an inner place that only one path has, else `place`. */
  row: AlignedPlace;
  path: string;
  reference: Canonical | null;
  direct: Canonical | null;
  rule: string;
  message: string;
  events: { reference: number | null; direct: number | null };
  relation: 'first' | 'consequence' | 'independent';
  /** Id of the rule that accepts it: then it is no divergence. */
  accepted: string | null;
}

/** An item reported as missing on the other path. */
export interface Passed {
  readonly item: Item;
  /** Null where another item's finding stands for it too. */
  readonly finding: Finding | null;
}

/** Most places hold no others. */
const NO_PLACES: readonly AlignedPlace[] = [];

/**
 * One place of an execution (the run, a step's visit, a loop's round, a called node) on both paths at once.
 * A tree: the debugger's rows are its steps and rounds.
 */
export class AlignedPlace {
  readonly kind: 'node' | 'step' | 'round';
  readonly step: string;
  readonly occ: string;
  readonly round: number;
  readonly parent: AlignedPlace | null;
  /** Rows above it that hold it. */
  readonly depth: number;
  /** Places within it, in the order of execution; where only one path has a place, after its predecessor on that path. */
  children: readonly AlignedPlace[] = NO_PLACES;
  /** Index among the parent's children. */
  at = 0;
  /** Which paths have been here, and which have left. */
  readonly has: [boolean, boolean] = [false, false];
  readonly closed: [boolean, boolean] = [false, false];
  /** Worst of the divergences among this place's own events. */
  status: 'equal' | 'accepted' | 'consequence' | 'diverged' = 'equal';
  /** The other path is known not to come here. */
  oneSided = false;
  /** Equal numbers were written with different scales here. */
  representation = false;

  /** What each path has brought here and the other not yet; made when there is something. */
  readonly pending: [Waiting<Item> | null, Waiting<Item> | null] = [null, null];
  /** Reported as missing on the other path, which may still bring them later: another order. */
  readonly passed: [Map<string, Passed> | null, Map<string, Passed> | null] = [null, null];
  /** The finding made of the two unlike heads before it was known how the paths meet again. */
  provisional: Finding | null = null;
  readonly last: [AlignedPlace | null, AlignedPlace | null] = [null, null];
  /** What steps and occurrences within this place begin with. */
  readonly #steps: string;
  readonly #occs: string;

  constructor(parent: AlignedPlace | null, step: string, occ: string, round: number) {
    this.kind = round >= 0 ? 'round' : isNodePlace(step) ? 'node' : 'step';
    this.parent = parent;
    this.step = step;
    this.occ = occ;
    this.round = round;
    this.#steps = round < 0 ? `${step}/` : `${step}/do/`;
    this.#occs = round < 0 ? `${occ}.` : `${occ}.${round}.`;
    this.depth = parent === null ? -1 : parent.depth + (this.kind === 'node' ? 0 : 1);
  }

  /** Are these this place's own step and occurrence? (Own events of a loop's round carry the loop's.) */
  isAt(step: string, occ: string, round: number): boolean {
    return this.occ === occ && this.round === round && this.step === step;
  }

  /** Is this place around another one (its own rounds included)? */
  holds(step: string, occ: string, round: number): boolean {
    if (this.parent === null) return true;
    if (this.round < 0 && step === this.step) return round >= 0 && occ === this.occ;
    return (
      step.startsWith(this.#steps) && (occ.startsWith(this.#occs) || (this.round < 0 && occ === this.occ))
    );
  }

  /** Adds a place within this one after the side's last one, and says whether it is the last of all. */
  adopt(child: AlignedPlace, side: Side): boolean {
    const at = (this.last[side]?.at ?? -1) + 1;
    child.at = at;
    const children = this.#own();
    if (at === children.length) {
      children.push(child);
      return true;
    }
    children.splice(at, 0, child);
    this.#renumber(at + 1);
    return false;
  }

  /** A path comes to a place that the other one has been to; false when that is not after what it has been to itself. */
  follows(child: AlignedPlace, side: Side): boolean {
    const last = this.last[side];
    if (last === null || last.at < child.at) return true;
    const children = this.#own();
    children.splice(child.at, 1);
    children.splice(last.at, 0, child);
    this.#renumber(Math.min(child.at, last.at - 1));
    return false;
  }

  #own(): AlignedPlace[] {
    if (this.children === NO_PLACES) this.children = [];
    return this.children as AlignedPlace[];
  }

  #renumber(from: number): void {
    for (let i = from; i < this.children.length; i++) (this.children[i] as AlignedPlace).at = i;
  }

  /** Keeps what a path brought until its counterpart comes. */
  keep(side: Side, item: Item): void {
    this.pending[side] ??= new Waiting();
    this.pending[side].push(item);
  }

  /** How much waits of what a path brought. */
  waits(side: Side): number {
    return this.pending[side]?.size ?? 0;
  }

  /** Is it, or something around it, on one path only? */
  get alone(): boolean {
    for (let place: AlignedPlace | null = this; place !== null; place = place.parent)
      if (place.oneSided) return true;
    return false;
  }

  /** Lets go of what is only needed while a path can still arrive here. */
  release(): void {
    this.pending[0] = null;
    this.pending[1] = null;
    this.passed[0] = null;
    this.passed[1] = null;
    this.provisional = null;
    for (const child of this.children) if (!child.has[0] || !child.has[1]) child.release();
  }
}

/** The place that has a row of its own: a called node's events belong to the calling step's. */
export function rowPlace(place: AlignedPlace): AlignedPlace {
  return place.kind === 'node' && place.parent ? place.parent : place;
}
