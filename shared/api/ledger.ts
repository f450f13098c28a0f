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
  readonly state: 'active' | 'expired';
  /** Line in the file, from 1. */
  readonly line: number;
  /** How many differences it has accepted, in how many recorded comparisons. */
  readonly hidden: number;
  readonly comparisons: number;
}

export interface LedgerView {
  /** Relative to the workspace. */
  readonly file: string;
  readonly rules: readonly LedgerRuleView[];
  /** What is wrong with the file, which rules have expired and which accept nothing. */
  readonly diagnostics: readonly Diagnostic[];
}
