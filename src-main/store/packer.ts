import type { EffectType, TraceEvent } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import type { Packing } from './codec.ts';
import { differenceOf, textIsLonger } from './difference.ts';
import { kindCode, packBody } from './kinds.ts';

/** Events in one full chunk. Part of the format of a trace once begun: kept in its row. */
export const CHUNK_EVENTS = 512;
/** Values with a longer text leave their line and are kept by content. */
const INLINE_LIMIT = 63;
/** A difference longer than this is written as a value of its own. */
const DIFFERENCE_LIMIT = 2048;

/** Events on their way to the worker: all of one chunk, everything that can be text already text. */
export interface Batch {
  /** Index of the first event. */
  readonly first: number;
  readonly count: number;
  /** kind code, step number, occurrence number, time; for each event. */
  readonly columns: Float64Array;
  /** New step paths, numbered on through the trace. */
  readonly steps: readonly string[];
  /** New occurrences, numbered on through the chunk. */
  readonly occs: readonly string[];
  /** A line of JSON for each event, `\n` after each. */
  readonly bodies: string;
  /** New large values, numbered on through the chunk: `=` and JSON, or `~` and JSON of [base, difference]. */
  readonly large: readonly string[];
  readonly marks: readonly Mark[];
}

/** Events that are looked for by what they are. */
export interface Mark {
  readonly event: number;
  readonly kind: 'violation' | EffectType;
}

export function markOf(event: TraceEvent): Mark['kind'] | null {
  if (event.kind === 'contract' && event.verdict === 'violated') return 'violation';
  return event.kind === 'effect_requested' ? event.request.type : null;
}

/**
 * Turns events into batches, on the thread that records. A value that stood in the same place before is written
 * as its difference to that, so that a list growing by one each round costs one element each round; the worker
 * gets whole values only once per chunk.
 */
export class Packer implements Packing {
  readonly #steps = new Map<string, number>();
  #occs = new Map<string, number>();
  #places = new Map<string, { readonly value: Canonical; readonly large: number }>();
  #largeCount = 0;
  #next = 0;
  #first = 0;
  #columns: number[] = [];
  #newSteps: string[] = [];
  #newOccs: string[] = [];
  #bodies = '';
  #large: string[] = [];
  #marks: Mark[] = [];

  /** Events waiting to be taken. */
  get waiting(): number {
    return this.#next - this.#first;
  }

  /** True when the chunk is full: take() before the next event. */
  add(event: TraceEvent): boolean {
    if (this.#next % CHUNK_EVENTS === 0) {
      this.#occs = new Map();
      this.#places = new Map();
      this.#largeCount = 0;
    }
    const code = kindCode(event.kind);
    this.#bodies += `${packBody(event, code, this)}\n`;
    this.#columns.push(
      code,
      number(this.#steps, this.#newSteps, event.step),
      number(this.#occs, this.#newOccs, event.occ),
      Math.round(event.time),
    );
    const kind = markOf(event);
    if (kind !== null) this.#marks.push({ event: this.#next, kind });
    this.#next++;
    return this.#next % CHUNK_EVENTS === 0;
  }

  take(): Batch {
    const batch = {
      first: this.#first,
      count: this.waiting,
      columns: Float64Array.from(this.#columns),
      steps: this.#newSteps,
      occs: this.#newOccs,
      bodies: this.#bodies,
      large: this.#large,
      marks: this.#marks,
    };
    this.#first = this.#next;
    this.#columns = [];
    this.#newSteps = [];
    this.#newOccs = [];
    this.#bodies = '';
    this.#large = [];
    this.#marks = [];
    return batch;
  }

  value(value: Canonical, owner: string, part: string | number): Canonical {
    if (!isLarge(value)) return value;
    const place = `${owner}|${part}`;
    const before = this.#places.get(place);
    if (before !== undefined) {
      const difference = differenceOf(before.value, value);
      if (difference === 'same') return { $large: before.large };
      if (difference !== 'far') {
        const text = JSON.stringify([before.large, difference]);
        if (text.length <= DIFFERENCE_LIMIT) return this.#addLarge(place, value, `~${text}`);
      }
    }
    return this.#addLarge(place, value, `=${JSON.stringify(value)}`);
  }

  #addLarge(place: string, value: Canonical, text: string): Canonical {
    const large = this.#largeCount++;
    this.#large.push(text);
    this.#places.set(place, { value, large });
    return { $large: large };
  }
}

function isLarge(value: Canonical): boolean {
  if (typeof value !== 'object' || value === null) {
    return typeof value === 'string' && value.length + 2 > INLINE_LIMIT;
  }
  // A value that looks like a reference must not be taken for one.
  return '$large' in value || textIsLonger(value, INLINE_LIMIT);
}

function number(known: Map<string, number>, fresh: string[], name: string): number {
  let found = known.get(name);
  if (found === undefined) {
    found = known.size;
    known.set(name, found);
    fresh.push(name);
  }
  return found;
}
