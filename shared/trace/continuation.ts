import type { Bindings, Canonical } from '../values/canonical.ts';

/**
 * Where and with what an execution goes on: rebuilt from a trace's events alone (src-main/debugger/continuation.ts),
 * accepted by either runtime. It stands at the entering of one step: the first event of the resumed run is that step's `step_entered`.
 */
export interface Continuation {
  /** Called nodes, outermost first; the last frame holds the step to enter. */
  readonly frames: readonly Frame[];
}

export interface Frame {
  readonly node: string;
  /** Variables in order of first assignment, without step-local bindings. */
  readonly scope: Bindings;
  /** Inputs after conversion: the values of `old()` and of inputs in contracts. */
  readonly entry: Bindings;
  /** Text of the first violated precondition or constraint, or null. */
  readonly violated: string | null;
  /** Indices of contracts that were evaluable at least once, as `precondition:0`. */
  readonly evaluated: readonly string[];
  /** Effects that contracts have asked for at the node's place. */
  readonly effects: number;
  /** Completed steps that have compensations, in order of completion. */
  readonly compensations: readonly Compensation[];
  /** The steps entered, outermost first; the last one is the step to enter (in the last frame) or the calling step (in outer frames). */
  readonly cursors: readonly Cursor[];
}

export interface Cursor {
  /** Name of the step within its block. */
  readonly step: string;
  /** Attempt − 1. */
  readonly attempt: number;
  /** Retries already used up, by handler: `step:<index>` or `node:<index>`. */
  readonly retries: Readonly<Record<string, number>>;
  /** The block of this step that the next cursor is in (`then`, `do`, `on_error_0`, …; `call` in outer frames); null for the step to enter. */
  readonly block: string | null;
  /** Step-local bindings (`query_result`, `error`), with the error being handled and a loop's last variable where the block is a handler. */
  readonly bound: Bindings;
  /** For a loop body. */
  readonly loop: {
    readonly items: readonly Canonical[] | { readonly from: Canonical; readonly to: Canonical };
    readonly index: number;
    readonly yields: readonly Canonical[];
  } | null;
  /** Effects the step has already made (a block entered after a query: the next effect's index). */
  readonly effects: number;
}

export interface Compensation {
  readonly step: string;
  readonly occ: string;
  /** Loop variables and other step-local bindings in force when the step completed. */
  readonly bound: Bindings;
}
