import type { Diagnostic } from '../node/source.ts';
import type { AcceptableKind } from '../trace/comparison.ts';

/** A rule of the equivalence ledger as it is written: which difference is accepted, how far, why, by whom and until when. */
export interface LedgerRule {
  readonly id: string;
  /** Node that is run; `*` stands for any text, here and in `step` and `path`. */
  readonly node: string;
  /** Step path as divergences name it; '' is the node itself. */
  readonly step: string;
  /** As the divergence names it; '' for events that one path does not have. */
  readonly path: string;
  readonly kind: AcceptableKind;
  /** Greatest accepted difference of two numbers as decimal text; null accepts any difference. */
  readonly tolerance: string | null;
  readonly reason: string;
  readonly owner: string;
  /** Last day on which it holds, `2027-03-31` (UTC), or `never`. */
  readonly expires: string;
}

/** `id` is made up where it is absent. */
export type NewLedgerRule = Omit<LedgerRule, 'id'> & { readonly id?: string | undefined };

export interface LedgerRuleView extends LedgerRule {
  /** `unused`: its node was run, and it accepted nothing. */
  readonly state: 'active' | 'unused' | 'expired';
  /** Line in the file, from 1. */
  readonly line: number;
  /** How many differences it has accepted, in how many recorded comparisons. */
  readonly hidden: number;
  readonly comparisons: number;
  /** Some of these comparisons, the last first: those that are still there. */
  readonly recent: readonly { readonly comparison: string; readonly hidden: number }[];
}

export interface LedgerView {
  /** Who accepts here, as the system names them; '' where it does not say. */
  readonly owner: string;
  /** Relative to the workspace. */
  readonly file: string;
  readonly rules: readonly LedgerRuleView[];
  /** What is wrong with the file, which rules have expired and which accept nothing. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What an edit of the ledger did. */
export interface LedgerEdited {
  /** Ids of the rules that were added, changed or removed. */
  readonly rules: readonly string[];
  /** Takes the edit back, until the file is changed by something else. */
  readonly undo: string;
  readonly ledger: LedgerView;
}
