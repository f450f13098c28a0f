import type { PassedHead, Setup } from '../passed.ts';
import type { Exchange } from '../record.ts';

/** Of a call that passed through, its setup by number, and how many of the bytes are its request and its answer. */
export interface PassedCall extends PassedHead {
  readonly setup: number;
  readonly request: number;
  readonly answer: number;
}

export interface BatchHead {
  readonly setups: readonly Setup[];
  readonly calls: readonly (PassedCall | Exchange)[];
}

/** Calls that cross over together: a BatchHead as JSON, and the bytes of one after the other. Both at a fraction of what copies of objects cost. */
export interface Batch {
  readonly head: string;
  readonly bytes: Uint8Array;
}

/** A batch, by the number that its answer has. */
export interface Sent {
  readonly number: number;
  readonly batch: Batch;
}

/** All of a batch is on disk, but for those that could not be recorded. */
export interface Recorded {
  readonly number: number;
  readonly failed: readonly Failed[];
}

export interface Failed {
  readonly trace: string;
  readonly error: string;
}
