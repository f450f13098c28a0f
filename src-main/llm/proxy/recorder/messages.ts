import type { Pending } from '../../../store/messages.ts';

/** An exchange as JSON; or what passed through: the same without request and answer, and those as they came. */
export type Item = string | readonly [passed: string, request: string, answer: string];

export type Batch = readonly Item[];

export type ToRecorder =
  | { readonly batch: Batch }
  /** Batches that others kept and did not live to record. */
  | { readonly left: readonly Pending[] };

/** What became of one; without an error it is on disk. */
export interface Recorded {
  readonly trace: string;
  readonly error?: string;
}
