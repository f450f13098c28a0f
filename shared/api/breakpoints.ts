import type { PathName } from '../trace/comparison.ts';

/** Breakpoints of the workspace, as docs/breakpoints.md describes them. All plain JSON. */

/** What a breakpoint is made of, each part as it is typed; an absent part is not wanted. */
export interface BreakpointFields {
  /** `step:NAME`, `state_transition:paid->refunded`, `input.amount > 10000`, … */
  readonly spec: string;
  /** An expression: only where it is true. */
  readonly condition?: string | undefined;
  /** `3` the third hit, `>=3` from the third on, `%3` every third. */
  readonly hits?: string | undefined;
  /** Text with {expressions}: written to the log instead of stopping. */
  readonly log?: string | undefined;
  /** Only the first hit of each session. */
  readonly once: boolean;
  readonly enabled: boolean;
}

export interface BreakpointView extends BreakpointFields {
  readonly id: number;
  /** All of it on one line, as `--break-on` takes it. */
  readonly text: string;
}

export interface BreakpointsView {
  /** In the order in which they were made. */
  readonly breakpoints: readonly BreakpointView[];
  /** Why the workspace's file was set aside, where it was. */
  readonly notice: string | null;
}

export type BreakpointPart = 'spec' | 'condition' | 'hits' | 'log';

/** What became of a breakpoint that was entered. A text that cannot be read is refused where it goes wrong. */
export type BreakpointResult =
  | { readonly kind: 'kept'; readonly id: number }
  | {
      readonly kind: 'refused';
      readonly part: BreakpointPart;
      /** In that part, from 1. */
      readonly column: number;
      readonly message: string;
    };

/** A row of a comparison at which breakpoints stop. */
export interface BreakpointStop {
  readonly row: number;
  readonly hits: readonly BreakpointHit[];
}

export interface BreakpointHit {
  /** Its id. */
  readonly breakpoint: number;
  readonly path: PathName;
  /** What happened, as the end of a sentence: `compute_tax entered`. */
  readonly detail: string;
}

/** A line that a log point wrote. */
export interface LogLine {
  readonly path: PathName;
  readonly row: number;
  readonly message: string;
}

/** `before`: how many lines came before those that are kept. */
export interface BreakpointLog {
  readonly lines: readonly LogLine[];
  readonly before: number;
}

/** Everything that the workspace's breakpoints do in a comparison as far as it has come. */
export interface BreakpointHits {
  /** In order; the first 1,000. */
  readonly stops: readonly BreakpointStop[];
  readonly total: number;
  /** The latest 1,000 lines; null where there are none. */
  readonly log: BreakpointLog | null;
}

/** `breakpoints` of the API: those of the workspace, which every session uses, the running ones at once. */
export interface BreakpointsApi {
  list(): BreakpointsView;
  /** The list now and after every change. */
  watch(): AsyncIterable<BreakpointsView>;
  /** An equal one that is there already is enabled instead. */
  add(breakpoint: BreakpointFields): Promise<BreakpointResult>;
  edit(id: number, breakpoint: BreakpointFields): Promise<BreakpointResult>;
  remove(ids: readonly number[]): Promise<void>;
  enable(ids: readonly number[], enabled: boolean): Promise<void>;
  /** What they do in a comparison, live or recorded: the same set on both. */
  hits(comparison: string): Promise<BreakpointHits>;
  /** The next row at which one stops, after or before a row; null where there is none. */
  next(comparison: string, row: number, direction: 'forward' | 'backward'): Promise<BreakpointStop | null>;
}
