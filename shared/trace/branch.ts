import type { Canonical, CanonicalObject } from '../values/canonical.ts';

/** A visit of a step: where a branch leaves the run that it is a branch of. */
export interface Position {
  readonly step: string;
  /** Occurrence of the visit; the first one where absent. */
  readonly occ?: string | undefined;
}

/** What is different in a branch. */
export type BranchChange =
  /** A variable of the node that the position is in; an input where the branch begins at the start. */
  | { readonly kind: 'variable'; readonly name: string; readonly value: Canonical }
  /** A field of a step (`timeout`, `retry_policy.max_attempts`, `expression`): its text in the node's file; null takes it away. */
  | {
      readonly kind: 'field';
      readonly step: string;
      readonly field: string;
      readonly value: string | null;
    }
  /** What the outside world answers to one effect. */
  | {
      readonly kind: 'answer';
      readonly step: string;
      readonly occ: string;
      readonly effect: number;
      readonly answer: GivenAnswer;
    }
  /** Another text of a node's file; of the root where `node` is absent. */
  | { readonly kind: 'text'; readonly node?: string | undefined; readonly text: string };

export type GivenAnswer =
  | { readonly ok: true; readonly value: Canonical }
  | {
      readonly ok: false;
      readonly error: { readonly code: string; readonly message: string; readonly fields: CanonicalObject };
    };

/** Attached to every trace of a comparison that is a branch of another one. Redacted like all that is recorded. */
export interface BranchRecord {
  /** `replay`: nothing changed, everything answered from the record. `proof`: made by proving a fix. */
  readonly kind: 'replay' | 'what_if' | 'proof';
  /** Id of the comparison it is a branch of, which never changes. */
  readonly of: string;
  /** null: from the beginning. */
  readonly from: { readonly step: string; readonly occ: string } | null;
  /** `timeout 30s → 60s`; can be given by the user. */
  readonly name: string;
  readonly changes: readonly BranchChange[];
}
