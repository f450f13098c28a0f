import type { LibraryOrigin } from '../../shared/api/library.ts';
import type { Divergence, PathName } from '../../shared/trace/comparison.ts';
import type { EffectType, Outcome, RunError, TraceEvent } from '../../shared/trace/event.ts';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import type { Judged, Verdict } from './verdict.ts';

/** What is known of a trace when it begins. Values are already redacted: nothing sensitive reaches the store. */
export interface TraceStart {
  readonly id: string;
  readonly comparison: string;
  readonly path: PathName;
  readonly node: string;
  readonly hash: string;
  /** Text of the node's file and of every callee's, by hash: kept once. */
  readonly sources: readonly {
    readonly node: string;
    readonly hash: string;
    readonly file: string;
    readonly text: string;
  }[];
  /** Generated Python by node hash, for the reference path. */
  readonly runtime: string;
  readonly inputs: CanonicalObject;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  readonly clockScale: number;
}

export type TraceEnd =
  | { readonly kind: 'completed'; readonly outcome: Outcome }
  | { readonly kind: 'cut_off'; readonly error: RunError }
  /** The process ended before the trace did; found when the store is opened. */
  | { readonly kind: 'interrupted' };

export interface TraceSummary extends Omit<TraceStart, 'sources' | 'inputs'> {
  /** null while it is being recorded. */
  readonly end: TraceEnd | null;
  readonly events: number;
  readonly durationUs: number;
}

export interface ComparisonStart {
  readonly id: string;
  readonly node: string;
  readonly hash: string;
  readonly inputs: CanonicalObject;
  readonly effects: string;
  readonly startedAt: number;
}

export interface ComparisonSummary extends ComparisonStart {
  readonly traces: readonly TraceSummary[];
  /** null: not compared to the end (yet). */
  readonly diverged: boolean | null;
  /** What it is under the rules of the ledger that were asked last; null: what `diverged` says. */
  readonly verdict: Verdict | null;
  readonly divergence: Divergence | null;
  /** Later ones. */
  readonly laterDivergences: number;
}

/** Receives events as they happen; never blocks the caller, flushes at least every 20 ms. */
export interface TraceWriter {
  append(events: readonly TraceEvent[]): void;
  /** Merges partial chunks, writes the index and the end. Resolves when it is on disk. */
  close(end: TraceEnd): Promise<void>;
}

/** Events [first, first + count) of a trace. */
export interface EventWindow {
  readonly first: number;
  readonly count: number;
}

/** Where is recorded to. */
export interface TraceRecording {
  startComparison(start: ComparisonStart): void;
  finishComparison(
    id: string,
    result: {
      readonly diverged: boolean;
      readonly divergences: readonly Divergence[];
      /** Absent where no rules were asked. */
      readonly judged?: Judged;
    },
  ): Promise<void>;
  startTrace(start: TraceStart): TraceWriter;
  /** Blobs that belong to a run and are kept once by content: database images. */
  putBlob(kind: 'database', hash: string, bytes: Uint8Array): void;
  /** JSON documents attached to a trace (database writes, final differences). */
  attach(trace: string, name: string, document: unknown): void;
}

export interface TraceStore extends TraceRecording {
  /** Everything accepted so far is on disk. */
  flush(): Promise<void>;

  comparisons(query: {
    readonly node?: string;
    readonly limit: number;
    readonly before?: string;
    /** Kinds that are left out. */
    readonly without?: readonly LibraryOrigin[];
  }): readonly ComparisonSummary[];
  comparison(id: string): ComparisonSummary | undefined;
  trace(id: string): TraceSummary | undefined;
  inputs(trace: string): CanonicalObject;
  source(hash: string): { readonly node: string; readonly file: string; readonly text: string } | undefined;
  divergences(comparison: string): readonly Divergence[];
  /** Events [from, from + count) with values resolved. */
  events(trace: string, from: number, count: number): readonly TraceEvent[];
  /** First and last event of one visit of a step. */
  visit(
    trace: string,
    step: string,
    occ: string,
  ): { readonly first: number; readonly last: number } | undefined;
  /** Windows of events, in order, outside of which none of the steps has any. */
  windows(trace: string, steps: ReadonlySet<string>): readonly EventWindow[];
  /** Indices of violated contracts, or of requested effects with their type, in order. */
  violations(trace: string): readonly number[];
  effects(trace: string): readonly { readonly event: number; readonly type: EffectType }[];
  blob(hash: string): Uint8Array | undefined;
  attachment(trace: string, name: string): unknown;
  statistics(): {
    readonly bytes: number;
    readonly comparisons: number;
    readonly traces: number;
    readonly events: number;
  };
  close(): Promise<void>;
}
