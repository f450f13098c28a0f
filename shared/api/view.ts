import type { Diagnostic, Range } from '../node/source.ts';
import type { Field, TypeDefinition } from '../node/types.ts';
import type { AcceptedDifference } from '../trace/acceptance.ts';
import type { BranchRecord } from '../trace/branch.ts';
import type { Divergence, PathName } from '../trace/comparison.ts';
import type { ContractKind, RunError, Verdict } from '../trace/event.ts';
import type { RecordedLoss } from '../trace/wire-losses.ts';
import type { Canonical, CanonicalObject } from '../values/canonical.ts';
import type { BreakpointLog } from './breakpoints.ts';
import type { LibraryStatus } from './library.ts';

/** View models: what the application shows, already aligned, redacted and ready to render. All plain JSON. */

export interface WorkspaceView {
  readonly folder: string;
  readonly name: string;
  /** May the workspace's handlers and services run? */
  readonly trusted: boolean;
  /** What trusting would start, in words: `handlers/round_tax.py`, `service payments: node services/payment.mjs`. */
  readonly code: readonly string[];
  readonly nodes: readonly NodeListItem[];
  /** Problems of parallax.yml. */
  readonly diagnostics: readonly (Diagnostic & { readonly file: string })[];
  readonly runtimes: Readonly<Record<PathName, RuntimeView>>;
  readonly services: readonly {
    readonly name: string;
    readonly state: 'stopped' | 'starting' | 'running' | 'failed';
    readonly detail: string;
  }[];
  readonly store: {
    readonly bytes: number;
    readonly comparisons: number;
    /** Why what is recorded now is in memory only: the disk is full; null: it is on disk. */
    readonly full: string | null;
    /** What there is to know of how it was opened: one that could not be read was set aside. */
    readonly notice: string | null;
  };
  /** Address of the recording proxy; null: it is off. */
  readonly proxy: string | null;
}

export interface RuntimeView {
  readonly state: 'idle' | 'starting' | 'ready' | 'failed';
  /** `CPython 3.11.7`, `Pyodide 3.14.0`, `interpreter`. */
  readonly name: string;
  readonly detail: string;
}

export interface NodeListItem {
  readonly id: string;
  /** Relative to the workspace folder, `/` separated. */
  readonly file: string;
  readonly intent: string;
  readonly errors: number;
  readonly warnings: number;
  readonly last: {
    readonly comparison: string;
    readonly status: 'equal' | 'accepted' | 'diverged' | 'failed';
    readonly at: number;
  } | null;
}

export interface NodeDetail {
  readonly id: string;
  readonly file: string;
  readonly text: string;
  readonly hash: string;
  readonly description: string;
  readonly inputs: readonly Field[];
  readonly types: Readonly<Record<string, TypeDefinition>>;
  readonly testCases: readonly { readonly name: string; readonly inputs: CanonicalObject }[];
  /** `PROVIDER/MODEL` that its steps with a language model, or those of nodes it calls, can ask instead; absent: there are none. */
  readonly models?: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
  /** Null where the file has errors. */
  readonly outline: readonly OutlineStep[] | null;
  readonly generated: GeneratedSource | null;
}

/** The flow as a tree, for the planned rows of the debugger and for the graph. */
export interface OutlineStep {
  readonly path: string;
  readonly name: string;
  readonly operation: string;
  /** One line that says what it does: the expression, the guards, the query. */
  readonly summary: string;
  readonly range: Range;
  readonly blocks: readonly { readonly name: string; readonly steps: readonly OutlineStep[] }[];
}

export interface GeneratedSource {
  readonly file: string;
  readonly text: string;
  /** First and last line (from 1) of each step's function. */
  readonly lines: Readonly<Record<string, readonly [first: number, last: number]>>;
}

export type SessionState = 'starting' | 'running' | 'stopped' | 'ended';
export type StopReason = 'entry' | 'step' | 'pause' | 'divergence' | 'end' | 'breakpoint' | 'line';

/** Rows are read so many at a time, from a multiple of it on. */
export const ROW_LOT = 50;

/** Rows [from, from + ROW_LOT), as far as there are any. */
export interface RowLot {
  readonly from: number;
  readonly rows: readonly StepRow[];
}

/** A place that is jumped to, in one answer. */
export interface RowPlace extends RowLot {
  /** Null where that takes its time: it is asked for apart. */
  readonly detail: RowDetail | null;
}

/** One comparison, live or stored. The same view serves both; `live` is null for a stored one. */
export interface ComparisonView {
  readonly id: string;
  readonly node: string;
  readonly hash: string;
  readonly file: string;
  readonly inputs: CanonicalObject;
  readonly effects: string;
  readonly startedAt: number;
  readonly paths: Readonly<Record<PathName, PathView | null>>;
  /** Number of aligned rows so far. */
  readonly rows: number;
  /** Row where the debugger stands (live) or the cursor begins (stored: the divergence, else the last row). */
  readonly at: number;
  readonly divergences: readonly Divergence[];
  /** Differences that rules of the equivalence ledger accept; at most 500. */
  readonly accepted?: readonly AcceptedDifference[];
  /** What it is a branch of, where it is one. */
  readonly branch?: BranchRecord;
  /** Two recorded traces that are compared: the first stands as reference, the second as direct, whichever paths they were. */
  readonly pair?: { readonly a: PairedTrace; readonly b: PairedTrace };
  /** Share of a long recorded comparison that is aligned so far, 0 to 1: the rows are those of that part. Absent when all is. */
  readonly aligning?: number;
  readonly live: {
    readonly state: SessionState;
    readonly reason: StopReason | null;
    readonly detail: string;
    /** What log points wrote, oldest first, where they wrote. */
    readonly log?: BreakpointLog;
    readonly canStepBack: boolean;
  } | null;
  /** Set once a live comparison was started again: the id of the one that took its place. */
  readonly restartedAs?: string;
  /** The lot of rows where it is opened, in the first view of a watch: what is seen first is asked for once. */
  readonly opened?: RowLot;
}

export interface PairedTrace {
  readonly trace: string;
  readonly comparison: string;
  readonly node: string;
  readonly hash: string;
  readonly path: PathName;
  readonly startedAt: number;
}

export interface PathView {
  readonly trace: string;
  readonly runtime: string;
  readonly state: 'running' | 'waiting' | 'completed' | 'cut_off';
  /** Step path it stands at, '' before the first and after the last. */
  readonly step: string;
  readonly occ: string;
  /** Set while a handler is being stepped through. */
  readonly line: {
    readonly file: string;
    readonly line: number;
    readonly locals: readonly (readonly [string, string])[];
  } | null;
  readonly events: number;
  readonly durationUs: number;
  readonly success: boolean | null;
  readonly outputs: CanonicalObject | null;
  readonly error: RunError | null;
}

/** One line of a list of steps: one visit of one step, a loop's round, or the run's result. Parents come before children. */
export interface TreeRow {
  readonly index: number;
  readonly kind: 'step' | 'round' | 'result';
  readonly step: string;
  readonly occ: string;
  readonly depth: number;
  /** Row index of the parent, or -1. */
  readonly parent: number;
  /** Rows below it so far: its subtree is rows [index + 1, index + descendants]. Lets a view collapse or skip it unread. */
  readonly descendants: number;
  readonly name: string;
  readonly operation: string;
}

/** A line of the two columns: what each path did there, and how they compare. */
export interface StepRow extends TreeRow {
  readonly status:
    | 'pending'
    | 'equal'
    | 'diverged'
    | 'consequence'
    | 'reference_only'
    | 'direct_only'
    | 'accepted';
  readonly reference: Cell | null;
  readonly direct: Cell | null;
}

export interface Cell {
  readonly state: 'running' | 'completed' | 'failed' | 'returned' | 'retried';
  /** What the step did, as label and value: `tax` `8.86`; `3 guards` `true`; `rows` `3`. */
  readonly label: string;
  readonly value?: Canonical | undefined;
  /** `performed · 0.8 ms`, `shared answer`, an error code; '' for nothing. */
  readonly note: string;
  readonly startUs: number;
  readonly durationUs: number;
  readonly violations: number;
  readonly effects: number;
  /** First and last event index of this visit. */
  readonly events: readonly [first: number, last: number];
}

/** Everything the panels show for one row: state after it (or at the point where the debugger stands in it). */
export interface RowDetail {
  readonly row: number;
  readonly variables: readonly VariableRow[];
  readonly contracts: readonly ContractRow[];
  readonly effects: readonly EffectRow[];
  readonly stack: Readonly<Record<PathName, readonly StackFrame[]>>;
  readonly events: Readonly<
    Record<PathName, readonly { readonly index: number; readonly kind: string; readonly text: string }[]>
  >;
}

/** What the panels show while a range of rows is chosen: everything that happened in rows [from, to]. */
export interface RangeDetail extends Pick<RowDetail, 'contracts' | 'effects' | 'events'> {
  readonly from: number;
  readonly to: number;
  /** Events of each path in the range; of more than `listed`, the lists above hold the first. */
  readonly counts: Readonly<Record<PathName, number>>;
  readonly listed: number;
}

/** A part of a variable that is not the same on both paths. */
export interface VariableDifference {
  /** From the variable on: `order.lines[2].total`. */
  readonly path: string;
  readonly status: 'differs' | 'accepted' | 'uncompared';
  readonly rule?: string | undefined;
}

/** Absent where the path has no such variable. */
export interface VariableRow {
  readonly name: string;
  readonly reference?: Canonical | undefined;
  readonly direct?: Canonical | undefined;
  /**
   * `accepted`: they differ, and rules of the ledger accept all of that. `uncompared`: they differ, but only in what the comparison's
   * policy leaves aside, such as who answered where each path asks its own model.
   */
  readonly status: 'equal' | 'differs' | 'accepted' | 'uncompared' | 'representation' | 'one_side';
  /** The rule that accepts it; of several the first. */
  readonly rule?: string | undefined;
  /** Where in it they differ, what counts first; not all of very many. Absent where they differ as a whole. */
  readonly within?: readonly VariableDifference[] | undefined;
  /** Assigned by this row's step. */
  readonly changed: boolean;
}

export interface ContractRow {
  readonly kind: ContractKind;
  readonly text: string;
  readonly step: string;
  readonly occ: string;
  readonly reference: ContractCell | null;
  readonly direct: ContractCell | null;
}
export interface ContractCell {
  readonly verdict: Verdict;
  readonly parts: readonly { readonly text: string; readonly value: Canonical }[];
}

export interface EffectRow {
  readonly key: string;
  readonly type: string;
  /** `SELECT …`, `POST payments /v1/charges`, `clock`. */
  readonly summary: string;
  readonly reference: EffectCell | null;
  readonly direct: EffectCell | null;
}
export interface EffectCell {
  readonly request: Canonical;
  readonly answer: Canonical | null;
  readonly ok: boolean | null;
  readonly source: string;
  readonly attempts: readonly {
    readonly outcome: string;
    readonly durationUs: number;
    readonly detail: string;
  }[];
  /** Of an answer of a language model. */
  readonly model?: ModelCell;
}

/** What there is to know of a language model's answer besides its value. */
export interface ModelCell {
  /** `PROVIDER/MODEL` that was asked last; null: nobody was. */
  readonly target: string | null;
  /** The text of the answer; null where there is none, or it is sensitive. */
  readonly said: string | null;
  readonly finish: string | null;
  /** Integers; null where the provider says nothing. */
  readonly tokens: { readonly input: Canonical; readonly output: Canonical };
  /** Fidelity of the request, 0 to 100: a number; null where nothing was sent. */
  readonly score: Canonical;
  readonly losses: readonly RecordedLoss[];
  /** The last request as it went over the wire, without keys. */
  readonly wire: { readonly url: string; readonly body: Canonical } | null;
}

export interface StackFrame {
  readonly name: string;
  readonly node: string;
  readonly file: string;
  readonly line: number;
}

/** A stored run in the list, newest first. */
export interface RunListItem {
  readonly comparison: string;
  readonly node: string;
  readonly startedAt: number;
  readonly durationMs: number;
  readonly status: LibraryStatus;
  readonly summary: string;
  readonly paths: readonly PathName[];
}
