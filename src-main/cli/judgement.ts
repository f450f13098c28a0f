import { existsSync, readFileSync } from 'node:fs';
import { Baseline, type FailureKey } from '../verification/baseline.ts';
import { Failure } from './failure.ts';
import type { CaseResult } from './junit.ts';

/** Where results are written to, and what is known of them. */
export interface ReportOptions {
  readonly junit?: string;
  readonly baseline?: string;
  readonly updateBaseline?: boolean;
}

/** A case with what it failed by; `decisive` leaves out what follows from something else. */
export interface RanCase extends CaseResult {
  readonly failures: readonly FailureKey[];
  readonly decisive: readonly FailureKey[];
}

/** Everything that a case failed by, in one line: sentences end in nothing where another follows. */
export function messageOf(failed: readonly string[]): string {
  return failed.map((each) => each.replace(/\.$/, '')).join('; ');
}

/** A case that fails by nothing new is passed, and says so. */
export function judged(
  ran: RanCase,
  baseline: Baseline | null,
): Pick<CaseResult, 'passed' | 'message' | 'known'> {
  const { passed, message, node, name, decisive } = ran;
  if (passed || baseline === null || decisive.length === 0) return { passed, message };
  const added = decisive.filter((key) => !baseline.has(node, name, key));
  if (added.length === 0) return { passed: true, message: '', known: message };
  return { passed, message: `${message} (new since the baseline: ${[...new Set(added)].join(', ')})` };
}

/** While it is being written, nothing is known yet. */
export function readBaseline({ baseline: file, updateBaseline }: ReportOptions): Baseline | null {
  if (file === undefined) {
    if (updateBaseline) throw new Failure('usage', '--update-baseline needs --baseline FILE to write to.');
    return null;
  }
  if (updateBaseline) return null;
  if (!existsSync(file))
    throw new Failure('not_found', `There is no baseline ${file}: --update-baseline writes one.`);
  const baseline = Baseline.read(readFileSync(file, 'utf8'));
  if (baseline === undefined) throw new Failure('invalid_json', `${file} is no baseline of this version.`);
  return baseline;
}
