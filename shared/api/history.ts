import type { PathName } from '../trace/comparison.ts';
import type { EventKind } from '../trace/event.ts';
import type { Canonical } from '../values/canonical.ts';

/** Where values come from, on both paths of a comparison, from what is recorded alone: nothing is run. */

/** A variable or a field of one, as it stands after a row: `tax`, `order.lines[2]`. */
export interface ValueAt {
  readonly row: number;
  /** Names and indices as paths are written: `order.lines[2].total`. */
  readonly name: string;
}

/** Something that a value was computed from. */
export interface WriteInput {
  /** `line.price`; for what came from outside, what was asked: `SELECT …`. */
  readonly label: string;
  /** Absent where the path had no such value. */
  readonly value?: Canonical | undefined;
  /** `answer`: of an effect or a called node; `given`: what the run was started with. */
  readonly from: 'name' | 'answer' | 'given';
}

/** One path gives a name a value. */
export interface Write {
  /** Index of the event in its trace. */
  readonly event: number;
  readonly kind: EventKind;
  /** What the name stood for before; absent where it stood for nothing. */
  readonly old?: Canonical | undefined;
  readonly value: Canonical;
  readonly inputs: readonly WriteInput[];
}

/** A write on both paths, or one that only one of them has. */
export interface HistoryEntry {
  readonly step: string;
  readonly occ: string;
  /** The round of a loop, or -1. */
  readonly round: number;
  readonly row: number;
  /** What the step does, in one line: `tax = round_tax(amount, rate)`. */
  readonly summary: string;
  readonly reference: Write | null;
  readonly direct: Write | null;
  /** By the comparison's policy and the ledger, as for variables. */
  readonly status: 'equal' | 'differs' | 'accepted' | 'uncompared' | 'reference_only' | 'direct_only';
  /** The rule that accepts it. */
  readonly rule?: string | undefined;
  /** On which paths this is the write that the value at the row comes from. */
  readonly current: readonly PathName[];
}

/** The writes of one name, oldest first: one spine while both paths write the same. */
export interface HistoryView {
  readonly of: ValueAt;
  readonly reference?: Canonical | undefined;
  readonly direct?: Canonical | undefined;
  readonly status: 'equal' | 'differs' | 'one_side';
  /** The writes around the row. */
  readonly entries: readonly HistoryEntry[];
  /** The first write at which the paths are not alike, wherever it is; null where all are. */
  readonly split: HistoryEntry | null;
  /** Are there writes before the first entry, or after the last one? */
  readonly more: { readonly earlier: boolean; readonly later: boolean };
}

export type WhyTarget =
  | { readonly kind: 'value'; readonly at: ValueAt }
  /** One of the comparison's divergences, by its position. */
  | { readonly kind: 'divergence'; readonly index: number };

/** What the first link is. */
export type CauseKind =
  /** A step made different things of the same inputs. */
  | 'step'
  /** The runs were started with different inputs. */
  | 'input'
  /** The outside world answered the same question differently. */
  | 'answer'
  /** The same condition was decided differently on the same values. */
  | 'decision'
  /** Only one path did something, and nothing recorded says why. */
  | 'missing'
  /** There is no difference to explain. */
  | 'none';

/** Why a difference counts for nothing by itself: a rule of the ledger accepts it, or the policy leaves it out. */
export type Reservation =
  | { readonly status: 'accepted'; readonly rule: string }
  | { readonly status: 'uncompared' };

/** One step of the chain: what it made, and of what. */
export interface WhyLink {
  readonly step: string;
  readonly occ: string;
  readonly row: number;
  /** `tax`, `guard 0`, `answer`. */
  readonly label: string;
  readonly summary: string;
  readonly events: Readonly<Record<PathName, number | null>>;
  readonly reference?: Canonical | undefined;
  readonly direct?: Canonical | undefined;
  /** Null where the difference counts, or there is none. */
  readonly reservation: Reservation | null;
  readonly inputs: readonly {
    readonly label: string;
    readonly reference?: Canonical | undefined;
    readonly direct?: Canonical | undefined;
    readonly differs: boolean;
    readonly reservation: Reservation | null;
  }[];
}

/** Why two values differ: from the first step whose inputs agree and outputs do not, to what was asked about. */
export interface WhyView {
  readonly cause: CauseKind;
  /** One sentence, with the values. */
  readonly sentence: string;
  /** The cause first. */
  readonly chain: readonly WhyLink[];
  /** Other first differences that lead to the same value: the chain's is the earliest that counts, else the earliest. */
  readonly others: number;
  /** Sensitive values are fingerprints: that they differ is known, by how much is not. */
  readonly sensitive: boolean;
}

/** What an expression comes to at one visit on one path. */
export type Evaluated =
  | { readonly kind: 'value'; readonly value: Canonical }
  /** It reads values that were recorded as fingerprints. */
  | { readonly kind: 'sensitive'; readonly names: readonly string[] }
  | { readonly kind: 'unbound'; readonly name: string }
  | { readonly kind: 'error'; readonly code: string; readonly message: string };

export interface EvaluationOptions {
  /** The comparison whose visits come first. */
  readonly comparison: string;
  /** Step path. */
  readonly step: string;
  readonly expression: string;
  /** Also every other stored run of the node that has the step. */
  readonly everywhere: boolean;
}

/** One visit of the step, evaluated after it; absent where the path does not have the visit. */
export interface EvaluationRow {
  readonly index: number;
  readonly comparison: string;
  readonly startedAt: number;
  readonly occ: string;
  readonly reference?: Evaluated | undefined;
  readonly direct?: Evaluated | undefined;
  /** `accepted`, `uncompared`: it reads nothing that differs but what a rule accepts, or the policy leaves out. */
  readonly status: 'equal' | 'differs' | 'accepted' | 'uncompared' | 'one_side' | 'unknown';
  /** The rule that accepts it. */
  readonly rule?: string | undefined;
  /** By how much numbers differ, else ''. */
  readonly difference: string;
}

export interface EvaluationView {
  readonly id: string;
  readonly step: string;
  readonly expression: string;
  readonly state: 'running' | 'ended' | 'cancelled' | 'failed';
  readonly message: string;
  /** Stored comparisons looked through, and how many of them have the step. */
  readonly seen: number;
  readonly having: number;
  readonly rows: number;
  readonly differing: number;
  /** Visits beyond what is listed. */
  readonly unlisted: number;
}

export type EvaluationStart =
  | { readonly ok: true; readonly id: string }
  /** `column` counts from 1 within the expression. */
  | { readonly ok: false; readonly message: string; readonly column: number };

export interface HistoryApi {
  /** Who set this value. `writes`: how many on either side of the row are shown. */
  of(comparison: string, at: ValueAt, writes: number): Promise<HistoryView>;
  /** Why do these differ? */
  why(comparison: string, target: WhyTarget): Promise<WhyView>;
  /** The row of one visit of a step. */
  row(comparison: string, step: string, occ: string): Promise<number>;
  /** Begins to evaluate an expression over recorded visits. */
  evaluate(options: EvaluationOptions): Promise<EvaluationStart>;
  watchEvaluation(id: string): AsyncIterable<EvaluationView>;
  /** Rows [from, from + count), at most 500. */
  evaluationRows(id: string, from: number, count: number): Promise<readonly EvaluationRow[]>;
  cancelEvaluation(id: string): Promise<void>;
}
