import type { Divergence } from '../../shared/trace/comparison.ts';
import type { StoreErrorCode } from './errors.ts';
import type { Batch } from './packer.ts';
import type { ComparisonStart, TraceEnd, TraceStart } from './types.ts';

/** What the recording thread asks of the writing one, in order. Values travel as JSON text. */
export type Job =
  | { readonly type: 'comparison'; readonly start: Omit<ComparisonStart, 'inputs'>; readonly inputs: string }
  | {
      readonly type: 'finish';
      readonly comparison: string;
      readonly diverged: boolean;
      readonly divergences: readonly Divergence[];
    }
  /** `handle` stands for the trace in the jobs that follow. */
  | {
      readonly type: 'trace';
      readonly handle: number;
      readonly start: Omit<TraceStart, 'inputs'>;
      readonly inputs: string;
      readonly chunkEvents: number;
    }
  | { readonly type: 'events'; readonly handle: number; readonly batch: Batch }
  | { readonly type: 'end'; readonly handle: number; readonly end: TraceEnd }
  | { readonly type: 'blob'; readonly kind: string; readonly hash: string; readonly bytes: Uint8Array }
  | { readonly type: 'attach'; readonly trace: string; readonly name: string; readonly document: string }
  | { readonly type: 'close' };

/** With `reply`, the writing thread commits at once and answers when everything up to the job is on disk. */
export interface Request {
  readonly jobs: readonly Job[];
  readonly reply?: number;
}

export type Answer =
  | { readonly type: 'done'; readonly reply: number }
  /** Nothing is written any more; every later request gets the same answer. */
  | {
      readonly type: 'failed';
      readonly reply?: number;
      readonly code: StoreErrorCode;
      readonly message: string;
    };

/** What the worker is started with. */
export interface WorkerStart {
  readonly file: string;
  readonly session: number;
  /** Pages that the file may have at most; 0: no limit. */
  readonly maxPages: number;
}
