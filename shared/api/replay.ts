import type { BranchChange, BranchRecord, GivenAnswer, Position } from '../trace/branch.ts';
import type { PathName } from '../trace/comparison.ts';
import type { Canonical, CanonicalObject } from '../values/canonical.ts';
import type { Cell, ComparisonView, PathView, StepRow, TreeRow } from './view.ts';

/** View models of replay, what-if, proof and fix. Like all views: redacted, plain JSON, ready to render. */

/**
 * What happens to an effect after the position that the record does not answer. The record answers where the question is the
 * same and its answer would have been let through now too. Databases and the event bus are scratch copies in every case, clock,
 * random and ids are taken anew where they were not recorded: only HTTP reaches outside.
 * `recorded`: refused. `ask`: the user is asked, once for each. `live`: performed. `deny`: refused, recorded answers too.
 */
export type RerunEffectsPolicy = 'recorded' | 'ask' | 'live' | 'deny';

export interface RerunOptions {
  /** Id of the comparison to run again, or of one of its traces. */
  readonly comparison: string;
  /** Empty: those that were recorded. A path without a record of its own goes on from the other one's. */
  readonly paths: readonly PathName[];
  /** null: from the beginning. Without changes that is a replay: every effect is answered from the record. */
  readonly from: Position | null;
  readonly changes: readonly BranchChange[];
  readonly effects: RerunEffectsPolicy;
  /** Values that were recorded as fingerprints, by NeededValue.id. Kept in memory only. */
  readonly values: Readonly<Record<string, Canonical>>;
  /** Go on from this path's record on every path: both begin with the same state. */
  readonly state?: PathName | undefined;
  /** Default: made of the changes. */
  readonly name?: string | undefined;
}

/** A value that was recorded as a fingerprint and has to be given before the run can go on. It is checked when given. */
export interface NeededValueView {
  /** Key of `values`: the fingerprint, or a text whose hidden parts show as `•••9f3a`. */
  readonly id: string;
  /** Where it stands: `card`, `query_result.email`. */
  readonly where: readonly string[];
}

/** What can be changed at a position of a recorded run. */
export interface EditPoint {
  readonly comparison: string;
  /** null: the beginning. */
  readonly place: { readonly step: string; readonly occ: string } | null;
  /** The node that the position is in, its file and its text as they were recorded. */
  readonly node: string;
  readonly file: string;
  readonly text: string;
  /** Of the step, as written in the file: `timeout` `30s`, `retry_policy.max_attempts` `3`. */
  readonly fields: readonly { readonly field: string; readonly text: string }[];
  /** As they are before the step is entered; the inputs where the position is the beginning. */
  readonly variables: readonly { readonly name: string; readonly value: Canonical }[];
  /** What was answered from the position on; at most 100. */
  readonly answers: readonly EditableAnswer[];
}

export interface EditableAnswer {
  readonly step: string;
  readonly occ: string;
  readonly effect: number;
  /** `POST stripe`. */
  readonly summary: string;
  readonly answer: GivenAnswer;
}

/** What running again would do, found without running anything. */
export interface RerunPlan {
  readonly node: string;
  readonly kind: BranchRecord['kind'];
  readonly paths: readonly PathName[];
  readonly from: { readonly step: string; readonly occ: string } | null;
  readonly name: string;
  /** Must be given before `start`; empty: it can be started. */
  readonly needed: readonly NeededValueView[];
  /** What `live` may reach: `POST stripe`. Empty: nothing outside. */
  readonly touches: readonly string[];
  /** Worth knowing: a database as it is now, because none was recorded; a handler that has changed since. */
  readonly notes: readonly string[];
  /** Changed files, from the text that was recorded. */
  readonly edits: readonly EditView[];
}

/** A changed node file. */
export interface EditView {
  readonly node: string;
  readonly file: string;
  readonly text: string;
  /** As `diff -u` writes it. */
  readonly diff: string;
  /** Hash of the text that the change was made in. */
  readonly baseHash: string;
  /** Paths of steps that do something else now. */
  readonly steps: readonly string[];
}

/** A re-run while it goes on and after. */
export interface RerunView {
  /** Id of the re-run, for `watch`, `answer` and `cancel`. */
  readonly id: string;
  readonly of: string;
  readonly state: 'running' | 'asking' | 'ended' | 'failed';
  /** Why it failed, as a sentence; else ''. */
  readonly message: string;
  /** What it waits for; one at a time. */
  readonly question: RerunQuestion | null;
  /** Effects that were refused because nothing recorded answers them: `POST stripe at call_payment_provider`. */
  readonly refused: readonly string[];
  /** The branch: set once it has ended. It is recorded and opens like any other comparison. */
  readonly branch: BranchView | null;
}

/** An effect that the record does not answer. */
export interface RerunQuestion {
  readonly id: string;
  readonly path: PathName;
  readonly step: string;
  readonly occ: string;
  readonly effect: number;
  /** `POST stripe`. */
  readonly summary: string;
  readonly request: Canonical;
  /** What was asked at this place in the record, and what it was answered; null where nothing was. */
  readonly recorded: { readonly request: Canonical; readonly answer: Canonical } | null;
}

/** `perform`: reaches outside, once. `recorded`: the record's answer although the question is another one. */
export type RerunDecision =
  | { readonly kind: 'perform' }
  | { readonly kind: 'recorded' }
  | { readonly kind: 'refuse' }
  | { readonly kind: 'answer'; readonly answer: GivenAnswer };

/** A branch in a list. */
export interface BranchView {
  readonly comparison: string;
  readonly record: BranchRecord;
  readonly startedAt: number;
  readonly diverged: boolean;
  /** Its paths differ, and rules of the ledger accept all of that. */
  readonly accepted: boolean;
  readonly paths: Readonly<Record<PathName, PathView | null>>;
  /** Per path that both have: where the branch is not what the record is. null: it is equal, or only one has the path. */
  readonly difference: Readonly<Record<PathName, string | null>>;
}

/** Original and branch side by side: the head of the four columns. */
export interface BranchComparisonView {
  readonly record: BranchRecord;
  readonly original: ComparisonView;
  readonly branch: ComparisonView;
  /** Number of rows in `branchRows`. */
  readonly rows: number;
  /** Row of the position, where the branch leaves the original; 0 from the beginning. */
  readonly at: number;
  readonly difference: BranchView['difference'];
}

/**
 * A line of the four columns, wherever it happened. Rows of both comparisons meet by step path and occurrence.
 * `originalRow` and `branchRow` are indices for `comparisons.detail`.
 */
export interface BranchRow extends TreeRow {
  readonly originalRow: number | null;
  readonly branchRow: number | null;
  /** Reference against direct, in the original and in the branch; null where it has no such row. */
  readonly originalStatus: StepRow['status'] | null;
  readonly branchStatus: StepRow['status'] | null;
  /** Original against branch on each path; null where neither has the row. */
  readonly changed: Readonly<Record<PathName, BranchRowChange | null>>;
  /** Taken over from the record: it happened before the position. */
  readonly recalled: boolean;
  readonly original: Readonly<Record<PathName, Cell | null>>;
  readonly branch: Readonly<Record<PathName, Cell | null>>;
}

export type BranchRowChange = 'equal' | 'differs' | 'original_only' | 'branch_only';

export interface ProofOptions {
  readonly node: string;
  /** The proposed text of the node's file. */
  readonly text: string;
  readonly effects: Exclude<RerunEffectsPolicy, 'ask'>;
  readonly values: Readonly<Record<string, Canonical>>;
}

/**
 * What the change makes of one stored run. `fixed`: it diverged or failed, and does not any more. `still_diverging`, `newly_diverging`: the
 * paths part with the change. `changed`: the paths agree, on something else than before. `unaffected`: the same result as
 * recorded. `needs_values`: sensitive values would have to be given first. `not_run`: it cannot go on from there, or an
 * effect was refused; `message` says why.
 */
export const PROOF_CLASSES = [
  'fixed',
  'still_diverging',
  'newly_diverging',
  'changed',
  'unaffected',
  'needs_values',
  'not_run',
] as const;
export type ProofClass = (typeof PROOF_CLASSES)[number];

export interface ProofView {
  readonly id: string;
  readonly node: string;
  readonly state: 'running' | 'ended' | 'cancelled' | 'failed';
  readonly message: string;
  /** Steps that the change is in; runs that never reach one are not replayed. Empty: the whole node, from the beginning. */
  readonly steps: readonly string[];
  /** Runs that reach the change. Counts on while the library is looked through. */
  readonly total: number;
  /** Runs of this node that were looked at, those that never reach the change included. */
  readonly seen: number;
  readonly counts: Readonly<Record<ProofClass, number>>;
}

export interface ProofRow {
  readonly index: number;
  /** The stored run. */
  readonly of: string;
  /** The branch that was made of it; null where none could be. */
  readonly branch: string | null;
  readonly class: ProofClass;
  readonly message: string;
  readonly before: string;
  readonly after: string;
  readonly startedAt: number;
}

/** `conflict`: the file is not what the change was made in; nothing was written. */
export type ApplyResult =
  | {
      readonly kind: 'applied';
      readonly file: string;
      readonly hash: string;
      readonly diff: string;
    }
  | { readonly kind: 'conflict'; readonly merge: MergeView };

/** Three versions of a file, and what comes out where the change can be made in the file as it is now. */
export interface MergeView {
  readonly file: string;
  /** What the change was made in, the changed text, the file now. */
  readonly base: string;
  readonly mine: string;
  readonly theirs: string;
  readonly theirsHash: string;
  /** null: to be merged by hand. */
  readonly merged: string | null;
}

export interface TestCaseOptions {
  /** The run whose input and result are kept. */
  readonly comparison: string;
  /** Whose result is the accepted one; default the one that performs effects. */
  readonly path?: PathName | undefined;
  readonly name: string;
  readonly description: string;
  /** Real values of inputs that were recorded as fingerprints, by NeededValue.id: they go into the node's file as they are. */
  readonly values: Readonly<Record<string, Canonical>>;
}

export interface TestCaseResult {
  readonly file: string;
  readonly hash: string;
  readonly diff: string;
  readonly inputs: CanonicalObject;
  readonly expected: CanonicalObject;
  /** Outputs left out because they would differ in every run (times, ids), or are sensitive. */
  readonly omitted: readonly string[];
}

/** `replay` of the API. */
export interface ReplayApi {
  /** What could be changed at a position; null is the beginning. */
  point(comparison: string, from: Position | null): Promise<EditPoint>;
  /** What running again would need, touch and change. Runs nothing. */
  plan(options: RerunOptions): Promise<RerunPlan>;
  /** Runs again; gives the re-run's id. Refused with `needs_values` while a value is missing. */
  start(options: RerunOptions): Promise<string>;
  watch(replay: string): AsyncIterable<RerunView>;
  answer(replay: string, question: string, decision: RerunDecision): Promise<void>;
  cancel(replay: string): Promise<void>;
  /** Branches of a comparison, newest first; those made by proofs left out. */
  branches(comparison: string): Promise<readonly BranchView[]>;
  /** A branch beside its original; not_found where the comparison is no branch. */
  branch(comparison: string): Promise<BranchComparisonView>;
  /** Rows [from, from + count), at most 500. */
  branchRows(comparison: string, from: number, count: number): Promise<readonly BranchRow[]>;
  /** Runs every stored run of the node again that reaches the change; gives the proof's id. */
  prove(options: ProofOptions): Promise<string>;
  watchProof(proof: string): AsyncIterable<ProofView>;
  /** Rows [from, from + count) of one class, or of all, in the order in which they were done. */
  proofRows(proof: string, of: ProofClass | null, from: number, count: number): Promise<readonly ProofRow[]>;
  cancelProof(proof: string): Promise<void>;
  /** Writes what a branch changed in its node's file to the file. */
  applyFix(branch: string): Promise<ApplyResult>;
  /** Writes a merge over the file as `MergeView.theirsHash` tells it; refused with `conflict` when it is another one by now. */
  applyMerge(branch: string, text: string, theirsHash: string): Promise<ApplyResult>;
  /** The file that a branch's change was written to; null where it was not, or was taken back. */
  appliedFix(branch: string): Promise<string | null>;
  /** Takes a branch's applied change back; refused with `conflict` when the file was changed meanwhile. */
  undoFix(branch: string): Promise<void>;
  /** Inputs of a run that have to be given before it can be saved as a test case. */
  testCaseNeeds(comparison: string): Promise<readonly NeededValueView[]>;
  saveTestCase(options: TestCaseOptions): Promise<TestCaseResult>;
}
