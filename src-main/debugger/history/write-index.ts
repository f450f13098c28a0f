import type { TraceEvent } from '../../../shared/trace/event.ts';
import { nodePlace } from '../../../shared/trace/place.ts';
import { lowerBound, Positions } from './positions.ts';

/** How a step gives a name its value: the node's own variable, a name that holds within the step, or an error while it is raised. */
export type WriteKind = 'own' | 'local' | 'raised';

/** Events of a loop's own: `rest` are those from its start on that belong to no round. */
export type LoopPart = 'iteration' | 'yielded' | 'rest';

interface Writer {
  readonly step: string;
  readonly kind: WriteKind;
  readonly at: Positions;
}

/** Events of one run of a node: [from, to). */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One that gave a name its value. */
export interface Found {
  readonly index: number;
  readonly step: string;
}

const NONE: readonly Writer[] = [];

/**
 * Where a trace writes each name, taken in as the trace is aligned, in four bytes a write: what a value comes from is found
 * without reading the trace again, however long it is.
 */
export class WriteIndex {
  /** By the place of the node that a name belongs to, then by name. */
  readonly #places = new Map<string, Map<string, Writer[]>>();
  /** By kind, step and name: which of the writers an event belongs to. */
  readonly #writers: Readonly<Record<WriteKind, Map<string, Map<string, Writer>>>> = {
    own: new Map(),
    local: new Map(),
    raised: new Map(),
  };
  /** Where the runs of the node at a place begin. One place is never run twice at once. */
  readonly #begun = new Map<string, Positions>();
  /** Of the loops, by step: where each round begins, where it gives its result, and what else they do. */
  readonly #loops = new Map<string, Readonly<Record<LoopPart, Positions>>>();
  #count = 0;
  /** One bit for each event: set where the other path has no event that is equal to it. */
  #unlike = new Uint8Array(128);

  /** Events taken in. */
  get count(): number {
    return this.#count;
  }

  /** The trace's next events. */
  add(events: readonly TraceEvent[]): void {
    for (const event of events) {
      const index = this.#count++;
      if (event.kind !== 'iteration' && event.kind !== 'yielded' && event.kind !== 'loop_started')
        this.#loops.get(event.step)?.rest.push(index);
      switch (event.kind) {
        case 'inputs_bound':
          this.#beginAt(event.step, index);
          for (const [name] of event.values) this.#writer(event.step, 'own', name).at.push(index);
          break;
        case 'assigned':
          this.#writer(event.step, 'own', event.name).at.push(index);
          break;
        case 'bound':
          this.#writer(event.step, 'local', event.name).at.push(index);
          break;
        case 'iteration':
          this.#writer(event.step, 'local', event.name).at.push(index);
          this.#loop(event.step).iteration.push(index);
          break;
        case 'yielded':
          this.#loop(event.step).yielded.push(index);
          break;
        case 'loop_started':
          this.#loop(event.step).rest.push(index);
          break;
        case 'error_raised':
          this.#writer(event.step, 'raised', 'error').at.push(index);
          break;
        default:
          break;
      }
    }
  }

  /** The other path has no equal of this event. */
  setUnlike(index: number): void {
    const byte = index >> 3;
    if (byte >= this.#unlike.length) {
      const more = new Uint8Array(Math.max(byte + 1, this.#unlike.length * 2));
      more.set(this.#unlike);
      this.#unlike = more;
    }
    this.#unlike[byte] = (this.#unlike[byte] ?? 0) | (1 << (index & 7));
  }

  isUnlike(index: number): boolean {
    return ((this.#unlike[index >> 3] ?? 0) & (1 << (index & 7))) !== 0;
  }

  /** The paths are compared anew. */
  forgetUnlike(): void {
    this.#unlike.fill(0);
  }

  /** The run of the node at the place that is under way after `count` events. */
  span(place: string, count: number): Span {
    const begun = this.#begun.get(place);
    const next = begun ? lowerBound(begun, count) : 0;
    return { from: begun?.get(next - 1) ?? 0, to: begun?.get(next) ?? this.#count };
  }

  /** The last event before `before`, and not before `from`, that gave the node's own name its value. */
  own(place: string, name: string, from: number, before: number): Found | undefined {
    const writers = this.#of(place, name).filter(({ kind }) => kind === 'own');
    return latest(writers, from, before);
  }

  /** The same for a name that a step binds for itself. */
  local(place: string, name: string, step: string, from: number, before: number): Found | undefined {
    const writers = this.#of(place, name).filter((writer) => writer.kind !== 'own' && writer.step === step);
    return latest(writers, from, before);
  }

  /** Events in which steps give the name a value, outward from `at`: forward from it on, or backward from before it. */
  *writes(
    place: string,
    name: string,
    { from, to }: Span,
    at: number,
    direction: 'forward' | 'backward',
  ): Generator<number> {
    // The error is bound where it is handled; while it is only raised, no step can read it.
    const lists = this.#of(place, name).flatMap((writer) => (writer.kind === 'raised' ? [] : [writer.at]));
    const heads = lists.map((list) => lowerBound(list, at) - (direction === 'forward' ? 0 : 1));
    const step = direction === 'forward' ? 1 : -1;
    for (;;) {
      let nearest: number | undefined;
      let which = -1;
      for (const [i, list] of lists.entries()) {
        const head = list.get(heads[i] as number);
        if (head === undefined || head < from || head >= to) continue;
        if (nearest === undefined || (head - nearest) * step < 0) [nearest, which] = [head, i];
      }
      if (nearest === undefined) return;
      heads[which] = (heads[which] as number) + step;
      yield nearest;
    }
  }

  /** Events of the loop at a step; undefined where no loop has begun there. */
  loop(step: string, part: LoopPart): Positions | undefined {
    return this.#loops.get(step)?.[part];
  }

  #beginAt(place: string, index: number): void {
    const begun = this.#begun.get(place) ?? new Positions();
    this.#begun.set(place, begun);
    begun.push(index);
  }

  #loop(step: string): Readonly<Record<LoopPart, Positions>> {
    let loop = this.#loops.get(step);
    if (loop === undefined) {
      loop = { iteration: new Positions(), yielded: new Positions(), rest: new Positions() };
      this.#loops.set(step, loop);
    }
    return loop;
  }

  #of(place: string, name: string): readonly Writer[] {
    return this.#places.get(place)?.get(name) ?? NONE;
  }

  #writer(step: string, kind: WriteKind, name: string): Writer {
    let ofStep = this.#writers[kind].get(step);
    if (ofStep === undefined) {
      ofStep = new Map();
      this.#writers[kind].set(step, ofStep);
    }
    let writer = ofStep.get(name);
    if (writer === undefined) {
      writer = { step, kind, at: new Positions() };
      ofStep.set(name, writer);
      const place = nodePlace(step);
      const names = this.#places.get(place) ?? new Map<string, Writer[]>();
      this.#places.set(place, names);
      names.set(name, [...(names.get(name) ?? []), writer]);
    }
    return writer;
  }
}

function latest(writers: readonly Writer[], from: number, before: number): Found | undefined {
  let found: Found | undefined;
  for (const { step, at } of writers) {
    const index = at.get(lowerBound(at, before) - 1);
    if (index !== undefined && index >= from && index > (found?.index ?? -1)) found = { index, step };
  }
  return found;
}
