import type { Statement } from 'better-sqlite3';
import type { TraceEvent } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { parseJsonText } from '../../shared/values/json-text.ts';
import { ChunkState, type Columns, decodePart, emptyColumns } from './chunk.ts';
import { isObject, type Unpacking } from './codec.ts';
import type { Db } from './database.ts';
import { applyDifference } from './difference.ts';
import { corrupt } from './errors.ts';
import { unpackEvent } from './kinds.ts';
import type { ValueReader } from './value-reader.ts';

/** Events in all chunks of the cache together. */
const CACHE_EVENTS = 64 * 512;

interface ChunkRow {
  readonly first: number;
  readonly count: number;
  readonly body: Uint8Array;
}

export interface TraceRow {
  readonly id: number;
  readonly chunkEvents: number;
  /** Nothing comes any more: its last chunk is as final as the others. */
  readonly ended: boolean;
}

/** A chunk as columns that any store can take in: see docs/trace-format.md. */
export interface PortableChunk {
  readonly kinds: readonly number[];
  /** Positions in `stepNames`. */
  readonly steps: readonly number[];
  readonly stepNames: readonly string[];
  /** Positions in `occNames`. */
  readonly occs: readonly number[];
  readonly occNames: readonly string[];
  readonly times: readonly number[];
  /** `=` and JSON of a value, or `~` and JSON of [base, difference]. */
  readonly large: readonly string[];
  readonly bodies: readonly string[];
}

/** Elements of resolved collections that a chunk keeps between two windows. */
const KEPT_ELEMENTS = 100_000;

/** A chunk with its columns decoded; lines and values are read when an event is asked for. */
class Chunk implements Unpacking {
  readonly first: number;
  readonly columns: Columns = emptyColumns();
  readonly #words: (id: number) => string;
  readonly #values: ValueReader;
  readonly #large = new Map<number, Canonical>();
  /** Position of each large value's node among `refs`. */
  readonly #refs: number[] = [];

  #elements = 0;

  constructor(rows: readonly ChunkRow[], first: number, words: (id: number) => string, values: ValueReader) {
    this.first = first;
    this.#words = words;
    this.#values = values;
    const state = new ChunkState();
    for (const row of rows) {
      if (row.first !== first + this.columns.kinds.length)
        throw corrupt('events are missing between two chunks');
      decodePart(row.body, this.columns, state);
      if (row.first + row.count !== first + this.columns.kinds.length)
        throw corrupt('a chunk holds another number of events');
    }
    let ref = 0;
    for (const line of this.columns.large) this.#refs.push(line === '' ? ref++ : -1);
    if (ref !== this.columns.refs.length) throw corrupt('a chunk refers to values that it does not hold');
  }

  get count(): number {
    return this.columns.kinds.length;
  }

  step(at: number): string {
    return this.#words(this.columns.steps[at] as number);
  }

  occ(at: number): string {
    return this.columns.names[this.columns.occs[at] as number] as string;
  }

  /** The chunk without anything that only means something in this store: no ids of words or values. */
  portable(): PortableChunk {
    const { kinds, occs, times, names, large, bodies } = this.columns;
    const stepNames = [...new Set(this.columns.steps)];
    const position = new Map(stepNames.map((id, i) => [id, i]));
    return {
      kinds,
      steps: this.columns.steps.map((id) => position.get(id) as number),
      stepNames: stepNames.map((id) => this.#words(id)),
      occs,
      occNames: names,
      times,
      large: large.map((line, i) =>
        line === ''
          ? `=${JSON.stringify(this.#values.get(this.columns.refs[this.#refs[i] as number] as number))}`
          : `~${line}`,
      ),
      bodies,
    };
  }

  event(at: number): TraceEvent {
    const place = { step: this.step(at), occ: this.occ(at), time: this.columns.times[at] as number };
    return unpackEvent(this.columns.kinds[at] as number, this.columns.bodies[at] as string, place, this);
  }

  value(token: Canonical): Canonical {
    if (!isObject(token) || !Object.hasOwn(token, '$large')) return token;
    const large = token['$large'];
    if (typeof large !== 'number') throw corrupt('a reference to a value is no number');
    return this.#resolve(large);
  }

  /** Follows differences back to a whole value, then forward again: chains are as long as a chunk. */
  #resolve(large: number): Canonical {
    const chain: { readonly large: number; readonly difference: unknown }[] = [];
    let at = large;
    let value = this.#large.get(at);
    while (value === undefined) {
      const line = this.columns.large[at];
      if (line === undefined) throw corrupt('a value is not in its chunk');
      if (line === '') {
        value = this.#values.get(this.columns.refs[this.#refs[at] as number] as number);
        this.#keep(at, value);
        break;
      }
      const [base, difference] = parseDifference(line);
      // A base is always earlier, or the chain would never end.
      if (base >= at) throw corrupt('a difference is to a later value');
      chain.push({ large: at, difference });
      at = base;
      value = this.#large.get(at);
    }
    for (let link = chain.pop(); link !== undefined; link = chain.pop()) {
      value = applyDifference(value, link.difference);
      this.#keep(link.large, value);
    }
    return value;
  }

  #keep(large: number, value: Canonical): void {
    this.#large.set(large, value);
    if (Array.isArray(value)) this.#elements += value.length;
  }

  /** Versions of a large collection are each a copy: they are not kept beyond the window that asked for them. */
  trim(): void {
    if (this.#elements <= KEPT_ELEMENTS) return;
    this.#large.clear();
    this.#elements = 0;
  }
}

function parseDifference(line: string): [base: number, difference: unknown] {
  try {
    const parsed: unknown = parseJsonText(line);
    if (Array.isArray(parsed) && typeof parsed[0] === 'number') return [parsed[0], parsed[1]];
  } catch {
    // Falls through to the one message.
  }
  throw corrupt('a difference cannot be read');
}

/** Reads events in windows, keeping the chunks used last. */
export class EventReader {
  readonly #rows: Statement<unknown[]>;
  readonly #word: Statement<unknown[]>;
  readonly #values: ValueReader;
  readonly #chunks = new Map<string, Chunk>();
  #cached = 0;
  readonly #words = new Map<number, string>();

  constructor(db: Db, values: ValueReader) {
    this.#rows = db.prepare(
      'SELECT first, count, body FROM chunk WHERE trace = ? AND first >= ? AND first < ? ORDER BY first',
    );
    this.#word = db.prepare('SELECT text FROM word WHERE id = ?').pluck();
    this.#values = values;
  }

  events(trace: TraceRow, from: number, count: number): readonly TraceEvent[] {
    const events: TraceEvent[] = [];
    const end = from + count;
    for (let at = from; at < end; ) {
      const chunk = this.#chunk(trace, at);
      if (chunk === undefined) break;
      const stop = Math.min(end, chunk.first + chunk.count);
      if (at >= stop) break;
      for (; at < stop; at++) events.push(chunk.event(at - chunk.first));
      chunk.trim();
    }
    return events;
  }

  /** The chunk that begins at this event; undefined where there is none. */
  portable(trace: TraceRow, first: number): PortableChunk | undefined {
    return this.#chunk(trace, first)?.portable();
  }

  /** Forgets what it read: ids may stand for others now. */
  clear(): void {
    this.#chunks.clear();
    this.#cached = 0;
    this.#words.clear();
  }

  /** First and last event at the place, among the chunks that begin at `firsts`. */
  range(
    trace: TraceRow,
    firsts: readonly number[],
    step: string,
    occ: string,
  ): { first: number; last: number } | undefined {
    // A visit lies at both ends: what is between them, of a long loop most of the trace, need not be read.
    const isThere = (chunk: Chunk, i: number): boolean => chunk.occ(i) === occ && chunk.step(i) === step;
    const first = this.#find(trace, firsts, isThere, 'forward');
    const last = this.#find(trace, firsts.toReversed(), isThere, 'backward');
    return first === undefined || last === undefined ? undefined : { first, last };
  }

  #find(
    trace: TraceRow,
    firsts: readonly number[],
    is: (chunk: Chunk, at: number) => boolean,
    direction: 'forward' | 'backward',
  ): number | undefined {
    for (const start of firsts) {
      const chunk = this.#chunk(trace, start);
      for (let i = 0; chunk !== undefined && i < chunk.count; i++) {
        const at = direction === 'forward' ? i : chunk.count - 1 - i;
        if (is(chunk, at)) return chunk.first + at;
      }
    }
    return undefined;
  }

  #chunk(trace: TraceRow, event: number): Chunk | undefined {
    const first = event - (event % trace.chunkEvents);
    const key = `${trace.id}:${first}`;
    const known = this.#chunks.get(key);
    if (known !== undefined) {
      this.#chunks.delete(key);
      this.#chunks.set(key, known);
      return known;
    }
    const rows = this.#rows.all(trace.id, first, first + trace.chunkEvents) as ChunkRow[];
    if (rows.length === 0) return undefined;
    const chunk = new Chunk(rows, first, (id) => this.word(id), this.#values);
    if (trace.ended || (rows.length === 1 && chunk.count === trace.chunkEvents)) this.#keep(key, chunk);
    return chunk;
  }

  #keep(key: string, chunk: Chunk): void {
    this.#chunks.set(key, chunk);
    this.#cached += chunk.count;
    for (const [oldest, { count }] of this.#chunks) {
      if (this.#cached <= CACHE_EVENTS) break;
      this.#chunks.delete(oldest);
      this.#cached -= count;
    }
  }

  word(id: number): string {
    let word = this.#words.get(id);
    if (word === undefined) {
      word = this.#word.get(id) as string | undefined;
      if (word === undefined) throw corrupt(`word ${id} is missing`);
      this.#words.set(id, word);
    }
    return word;
  }
}
