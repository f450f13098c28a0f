import { createHash } from 'node:crypto';
import type { AcceptedRule } from '../../shared/trace/comparison.ts';

/** What a comparison that has differences is under rules of the ledger: some are left, or all are accepted. */
export type Verdict = 'diverged' | 'accepted';

/** A verdict and what it was given under; without one a comparison is what its record says. */
export interface Judged {
  readonly verdict: Verdict | null;
  /** See `rulesKey`. */
  readonly rules: string;
}

/** Rules that nobody has: what was judged under them is to be judged anew. */
export const UNKNOWN_RULES = '?';

/** Names a set of rules in a few letters; '' where there are none. */
export function rulesKey(rules: readonly AcceptedRule[] | undefined): string {
  return rules === undefined || rules.length === 0
    ? ''
    : createHash('sha256').update(JSON.stringify(rules)).digest('hex').slice(0, 16);
}
