import type { Program } from '../node/program.ts';
import type { AcceptedDifference } from './acceptance.ts';
import type { AlignedPlace, Finding } from './aligned-place.ts';
import type { TraceEvent } from './event.ts';
import { localPath, nodePlace, stepName } from './place.ts';
import { readsOf } from './reads.ts';

/** More are counted, not listed. */
const MOST = 500;

/** What is found, before it is known whether it is accepted and what it follows from. */
export type Draft = Omit<Finding, 'relation' | 'accepted'>;

/**
 * What the aligner has found, and which of it follows from what: a later difference is a consequence when its step read a
 * name that already differed, or when the paths had already gone different ways around it.
 */
export class Findings {
  readonly list: Finding[] = [];
  /** All of them, the unlisted ones included. */
  count = 0;
  /** What rules accept. */
  readonly accepted: Finding[] = [];
  /** How much each rule accepted, the unlisted ones included. */
  readonly acceptedCounts = new Map<string, number>();
  readonly #programs: ReadonlyMap<string, Program>;
  readonly #reads = new Map<string, ReadonlyMap<string, ReadonlySet<string>>>();
  /** Node id by node place. */
  readonly #nodes = new Map<string, string>();
  /** Names that differ now: `charge/call:total`. */
  readonly #tainted = new Set<string>();
  /** Places in which the paths went different ways. */
  readonly #parted = new Set<AlignedPlace>();
  #leaving = '';

  constructor(programs: ReadonlyMap<string, Program>) {
    this.#programs = programs;
  }

  /** Is there a difference, accepted or not? */
  get any(): boolean {
    return this.count > 0 || this.accepted.length > 0;
  }

  /** `rowOf` gives the index of a place's row. */
  acceptedAt(rowOf: (place: AlignedPlace) => number): readonly AcceptedDifference[] {
    return this.accepted.map(({ row, kind, path, reference, direct, message, accepted }) => {
      const { step, occ } = row;
      return { rule: accepted ?? '', kind, step, occ, path, reference, direct, message, row: rowOf(row) };
    });
  }

  /** `rule` accepts it. */
  accept(finding: Draft, rule: string): Finding {
    const made: Finding = { ...finding, relation: 'independent', accepted: rule };
    this.acceptedCounts.set(rule, (this.acceptedCounts.get(rule) ?? 0) + 1);
    if (this.accepted.length < MOST) this.accepted.push(made);
    if (made.row.status === 'equal') made.row.status = 'accepted';
    return made;
  }

  /** What was found turned out to be something else. */
  withdraw(finding: Finding): void {
    const list = finding.accepted === null ? this.list : this.accepted;
    const at = list.indexOf(finding);
    if (at >= 0) list.splice(at, 1);
    if (finding.accepted === null) {
      this.count--;
      const first = this.list[0];
      if (first && finding.relation === 'first') first.relation = 'first';
    } else {
      const left = (this.acceptedCounts.get(finding.accepted) ?? 1) - 1;
      if (left > 0) this.acceptedCounts.set(finding.accepted, left);
      else this.acceptedCounts.delete(finding.accepted);
    }
    const { row } = finding;
    row.status = this.accepted.some((each) => each.row === row) ? 'accepted' : 'equal';
    for (const each of this.list) if (each.row === row) mark(row, each.relation);
  }

  add(finding: Draft, events: readonly (TraceEvent | null)[]): Finding {
    const relation =
      this.count === 0 ? 'first' : this.#follows(finding, events) ? 'consequence' : 'independent';
    const made: Finding = { ...finding, relation, accepted: null };
    this.count++;
    if (this.list.length < MOST) this.list.push(made);
    mark(finding.row, relation);
    this.#spread(made, events);
    return made;
  }

  /** Every compared pair comes by here, so that it is known which names differ. */
  pair(a: TraceEvent, differs: boolean): void {
    if (a.kind === 'step_left' && a.outcome === 'returned') {
      if (!this.#leaving.startsWith(a.step)) this.#leaving = a.step;
    } else if (a.kind === 'inputs_bound') this.#nodes.set(a.step, a.node);
    if (!differs && this.#tainted.size === 0) return;
    if (a.kind === 'assigned' || a.kind === 'bound' || a.kind === 'iteration') {
      const name = `${nodePlace(a.step)}:${a.name}`;
      if (differs) this.#tainted.add(name);
      else this.#tainted.delete(name);
    }
  }

  /** A name that only one path has, or that the paths set apart. */
  taint(event: TraceEvent): void {
    if (event.kind === 'assigned' || event.kind === 'bound')
      this.#tainted.add(`${nodePlace(event.step)}:${event.name}`);
  }

  /** Has the finding's cause been reported before? */
  #follows(finding: Draft, events: readonly (TraceEvent | null)[]): boolean {
    for (let place: AlignedPlace | null = finding.place; place !== null; place = place.parent) {
      if (this.#parted.has(place)) return true;
      if (place === finding.place && isDifferent(place) && place.kind !== 'node') return true;
    }
    if (this.#tainted.size === 0) return false;
    const event = events[0] ?? events[1];
    if (event?.kind === 'result' || event?.kind === 'call_returned') {
      const names = this.#readsAt(this.#leaving);
      return (
        names === undefined ||
        [...names].some((name) => this.#tainted.has(`${nodePlace(this.#leaving)}:${name}`))
      );
    }
    return this.#readsTainted(finding.place.step, finding.path);
  }

  #readsTainted(step: string, path: string): boolean {
    const names = this.#readsAt(step);
    const node = nodePlace(step);
    // Contracts and programs that are not at hand: any name that differs may be the reason.
    if (names === undefined) return this.#tainted.size > 0;
    if (/^(constraint|precondition|invariant|postcondition)\b/.test(path)) return true;
    return [...names].some((name) => this.#tainted.has(`${node}:${name}`));
  }

  #readsAt(step: string): ReadonlySet<string> | undefined {
    const node = nodePlace(step);
    const id = this.#nodes.get(node);
    const program = id === undefined ? undefined : this.#programs.get(id);
    if (id === undefined || program === undefined) return undefined;
    let reads = this.#reads.get(id);
    if (reads === undefined) {
      reads = readsOf(program);
      this.#reads.set(id, reads);
    }
    return reads.get(localPath(step));
  }

  #spread(finding: Finding, events: readonly (TraceEvent | null)[]): void {
    const event = events[0] ?? events[1];
    if (event === null || event === undefined) return;
    const { place } = finding;
    if (event.kind === 'run_started' || event.kind === 'inputs_bound' || event.kind === 'call_started') {
      const node = event.kind === 'call_started' ? `${event.step}/call` : event.step;
      this.#tainted.add(`${node}:${finding.path.replace(/^inputs\./, '').split(/[.[]/)[0]}`);
    }
    if (finding.kind === 'missing') for (const each of events) if (each) this.taint(each);
    const parts =
      finding.kind === 'cut_off' ||
      event.kind === 'guard' ||
      event.kind === 'error_raised' ||
      event.kind === 'error_handled' ||
      (event.kind === 'contract' && finding.path.endsWith('.verdict'));
    if (parts) this.#parted.add(place);
    if (event.kind === 'step_left' || event.kind === 'error_raised') {
      // What follows the step happens on one path only, or differently.
      for (let outer = place.parent; outer !== null; outer = outer.parent) this.#parted.add(outer);
    }
  }
}

function mark(place: AlignedPlace, relation: Finding['relation']): void {
  if (relation !== 'consequence') place.status = 'diverged';
  else if (!isDifferent(place)) place.status = 'consequence';
}

function isDifferent({ status }: AlignedPlace): boolean {
  return status === 'diverged' || status === 'consequence';
}

/** The step as a message names it: its own name, or the node. */
export function placeName(place: AlignedPlace): string {
  if (place.kind === 'node')
    return place.step === '' ? 'the node' : `the node called by ${stepName(place.step.slice(0, -5))}`;
  return stepName(place.step);
}
