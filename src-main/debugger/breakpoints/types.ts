import type { Side } from '../../../shared/trace/aligned-place.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import type { EventKind, TraceEvent } from '../../../shared/trace/event.ts';
import type { Scope } from './scope.ts';

/** A breakpoint as people write and keep it; `spec` and `condition` are known to be readable. */
export interface Breakpoint {
  readonly id: number;
  /** `contract_violation:one_path`, `state_transition:a->b`, `input.amount > 10000`, … */
  readonly spec: string;
  /** An expression; absent where every hit counts. */
  readonly condition?: string | undefined;
  readonly hits?: HitCount | undefined;
  /** Text with {expressions}: written to the log instead of stopping. */
  readonly log?: string | undefined;
  /** Disarmed by its first hit, in each run. */
  readonly once: boolean;
  readonly enabled: boolean;
}

/** The n-th hit, from the n-th on, or every n-th. */
export interface HitCount {
  readonly when: '=' | '>=' | '%';
  readonly count: number;
}

/** The row that a hit belongs to, known from its event alone: `rowKey` makes it. */
export type RowKey = string;

/** One path has come to what a breakpoint waits for. */
export interface Match {
  readonly breakpoint: number;
  readonly path: PathName;
  readonly row: RowKey;
  /** What happened, as the end of a sentence: `validate entered`. */
  readonly detail: string;
  /** Of a log point. */
  readonly message: string | null;
}

/** Makes a match at the event at hand; null where the breakpoint's condition is not met there. */
export type Found = (detail: string) => Match | null;

/** Looks at both paths' events for one breakpoint. */
export interface Watch {
  readonly kinds: readonly EventKind[];
  /** Shown only events that change one of these names; absent for all. */
  readonly reads?: ReadonlySet<string>;
  see(side: Side, event: TraceEvent, scope: Scope, found: Found): Match | null;
  /** What is decided once a path will bring no more up to here; `passed` says which paths. */
  settle?(passed: readonly [boolean, boolean]): readonly Match[];
}

/** Why a breakpoint was refused, and where in its text (from 1). */
export interface Refusal {
  readonly message: string;
  readonly column: number;
  /** Which of its parts it is in, where that is known. */
  readonly part?: Part;
}

/** Parts of a breakpoint, by the words that begin them on a line. */
export type Part = 'spec' | 'if' | 'hit' | 'log';

export type Read<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly refusal: Refusal };

/** One kind of breakpoint: reads its own spelling, undefined where the text is of another kind. */
export interface BreakpointKind {
  read(spec: string): Read<() => Watch> | undefined;
}

export const PATHS: readonly [PathName, PathName] = ['reference', 'direct'];

export function refused(message: string, column = 1): { readonly ok: false; readonly refusal: Refusal } {
  return { ok: false, refusal: { message, column } };
}
