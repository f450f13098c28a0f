import type { MessagePort } from 'node:worker_threads';
import type { ImportReport } from '../../shared/api/library.ts';
import type { Divergence } from '../../shared/trace/comparison.ts';
import type { ArchiveLimits } from './archive/format.ts';
import type { StoreErrorCode } from './errors.ts';
import type { Edit } from './library-edits.ts';
import type { Batch } from './packer.ts';
import type { Removal, Retention } from './removal.ts';
import type { Swept } from './sweep.ts';
import type { ComparisonStart, TraceEnd, TraceStart } from './types.ts';
import type { Judged } from './verdict.ts';

/** What the recording thread asks of the writing one, in order. Values travel as JSON text. */
export type Job =
  | { readonly type: 'comparison'; readonly start: Omit<ComparisonStart, 'inputs'>; readonly inputs: string }
  | {
      readonly type: 'finish';
      readonly comparison: string;
      readonly diverged: boolean;
      readonly divergences: readonly Divergence[];
      readonly judged?: Judged;
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
  /** Something to be recorded later, by a name of its own; `recorded` is posted together with its traces. */
  | { readonly type: 'keep'; readonly name: string; readonly body: Uint8Array }
  | { readonly type: 'recorded'; readonly name: string }
  | { readonly type: 'close' };

/** Work on the whole store, done between transactions of recording. */
export type Command =
  | { readonly type: 'edit'; readonly edit: Edit; readonly now: number }
  | {
      readonly type: 'prune';
      readonly retention: Retention;
      readonly now: number;
      /** What was deleted at or before this time is taken out. */
      readonly deletedBefore: number;
      /** Also takes out what nothing refers to any more, and gives the space back. */
      readonly vacuum: boolean;
    }
  | { readonly type: 'judge'; readonly verdicts: readonly (Judged & { readonly comparison: string })[] }
  /** From now on this process sees to what others kept and did not live to record. */
  | { readonly type: 'adopt' }
  | { readonly type: 'import'; readonly file: string; readonly limits: ArchiveLimits }
  | { readonly type: 'backup'; readonly file: string };

export interface CommandResults {
  readonly edit: number;
  readonly judge: null;
  readonly adopt: readonly Pending[];
  readonly prune: PruneReport;
  readonly import: ImportReport;
  readonly backup: null;
}

/** What is kept and not recorded yet. */
export interface Pending {
  readonly name: string;
  readonly body: Uint8Array;
}

export interface PruneReport {
  readonly removed: readonly Removal[];
  /** null: nothing was swept. */
  readonly swept: Swept | null;
  /** Bytes that the file became smaller by. */
  readonly freed: number;
}

/** With `reply`, the writing thread commits at once and answers when everything up to the job is on disk. */
export interface Request {
  readonly jobs: readonly Job[];
  readonly reply?: number;
  /** Done after the jobs; always with `reply`. */
  readonly command?: Command;
  /** From now on requests come from here too, and are answered there. */
  readonly from?: MessagePort;
  /** Closes without writing what is not written yet. */
  readonly giveUp?: true;
}

/** One end of a way to the writing thread, to be given to a thread that records. */
export interface SharedWriter {
  readonly port: MessagePort;
  readonly firstHandle: number;
}

export type Answer =
  | { readonly type: 'done'; readonly reply: number }
  | { readonly type: 'result'; readonly reply: number; readonly result: CommandResults[keyof CommandResults] }
  /** The command was not done; everything else goes on. */
  | {
      readonly type: 'refused';
      readonly reply: number;
      readonly code: StoreErrorCode;
      readonly message: string;
    }
  /** The disk is full: what comes is kept in memory; until `room` what is done is not on disk. */
  | { readonly type: 'full'; readonly message: string }
  | { readonly type: 'room' }
  /** Nothing is written any more; every later request gets the same answer. */
  | {
      readonly type: 'failed';
      readonly reply?: number;
      readonly code: StoreErrorCode;
      readonly message: string;
    };

/** A store that is to be written. */
export interface WritingStart {
  readonly file: string;
  readonly session: number;
  /** Pages that the file may have at most; 0: no limit. */
  readonly maxPages: number;
  /** Keeps what the disk has no room for, and tries again until it has; else that is a failure like any other. */
  readonly hold: boolean;
}

/** What the writing thread is told when a store opens; the port is the way to it until it closes. */
export interface StartWriting {
  readonly start: WritingStart;
  readonly port: MessagePort;
}
