import type { Program } from '../../shared/node/program.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import type { EventWindow } from '../store/types.ts';
import { ExecutionState } from './execution-state.ts';

/** A trace's events, wherever they are kept. */
export interface EventSource {
  readonly count: number;
  /** Events [from, from + count), fewer at the end. */
  read(from: number, count: number): readonly TraceEvent[];
  /** Windows outside of which none of the steps has events; absent where all have to be read to tell. */
  windows?(steps: ReadonlySet<string>): readonly EventWindow[];
  /** First and last event of one visit of a step; absent where reading tells. */
  visit?(step: string, occ: string): { readonly first: number; readonly last: number } | undefined;
}

/** Events of a live session, in memory. */
export class LiveEvents implements EventSource {
  readonly #events: TraceEvent[] = [];

  get count(): number {
    return this.#events.length;
  }

  append(events: readonly TraceEvent[]): void {
    for (const event of events) this.#events.push(event);
  }

  read(from: number, count: number): readonly TraceEvent[] {
    return this.#events.slice(from, from + count);
  }
}

/** Copies of the state are kept this many events apart: a jump folds at most as many. */
const SPACING = 256;

/** The state after any event of a trace, in any order of asking. Never keeps more than one copy for each 256 events. */
export class Timeline {
  readonly #source: EventSource;
  readonly #programs: ReadonlyMap<string, Program>;
  /** State before event `i × SPACING`. */
  readonly #checkpoints: ExecutionState[];
  /** The state last asked for, to go on from. */
  #current: ExecutionState;
  #position = 0;
  /** Folds what passes by; null until something does. */
  #passing: { readonly state: ExecutionState; count: number } | null = null;

  constructor(source: EventSource, programs: ReadonlyMap<string, Program>) {
    this.#source = source;
    this.#programs = programs;
    this.#current = new ExecutionState(programs);
    this.#checkpoints = [new ExecutionState(programs)];
  }

  /** Takes the trace's next events in as somebody else reads them: no jump has to fold the whole trace again. */
  pass(events: readonly TraceEvent[]): void {
    this.#passing ??= { state: new ExecutionState(this.#programs), count: 0 };
    const passing = this.#passing;
    for (const event of events) {
      passing.state.apply(event);
      passing.count++;
      if (passing.count % SPACING === 0 && this.#checkpoints.length === passing.count / SPACING)
        this.#checkpoints.push(passing.state.copy());
    }
  }

  /** State after the first `count` events. It stays valid until the next call. */
  after(count: number): ExecutionState {
    const target = Math.min(count, this.#source.count);
    const nearest = Math.min(Math.floor(target / SPACING), this.#checkpoints.length - 1);
    if (target < this.#position || this.#position < nearest * SPACING) {
      this.#current = this.#checkpoints[nearest]?.copy() ?? new ExecutionState(this.#programs);
      this.#position = nearest * SPACING;
    }
    while (this.#position < target) {
      const until = Math.min(target, (Math.floor(this.#position / SPACING) + 1) * SPACING);
      for (const event of this.#source.read(this.#position, until - this.#position))
        this.#current.apply(event);
      this.#position = until;
      if (until % SPACING === 0 && this.#checkpoints.length === until / SPACING)
        this.#checkpoints.push(this.#current.copy());
    }
    return this.#current;
  }
}
