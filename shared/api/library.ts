import type { PathName } from '../trace/comparison.ts';

/** The library of recorded comparisons: what can be asked of it and what it answers. All plain JSON. */

/** `accepted`: it differs, and rules of the ledger accept all of that today. */
export type LibraryStatus = 'equal' | 'accepted' | 'diverged' | 'failed' | 'running' | 'interrupted';

/**
 * Where a comparison comes from: a run of a node, a file of events, or a run again of another one: unchanged, with
 * changes, or to prove a fix.
 */
export type LibraryOrigin = 'run' | 'ingested' | 'replay' | 'what_if' | 'proof';

/** What a comparison must be to be found: everything that is given must hold. */
export interface LibraryFilter {
  /** Id of a node. */
  readonly node?: string;
  /** Has a trace of this path. */
  readonly path?: PathName;
  /** Is one of these. */
  readonly status?: readonly LibraryStatus[];
  /** Code of the error that a path ended with. */
  readonly error?: string;
  readonly diverged?: boolean;
  /** Step at which it diverged first; '' is the result. */
  readonly divergedAt?: string;
  /** Began at or after, and before: milliseconds since the Unix epoch. */
  readonly since?: number;
  readonly until?: number;
  /** Milliseconds that the slower path took, at least and at most. */
  readonly minDuration?: number;
  readonly maxDuration?: number;
  /** Has all of these. */
  readonly tags?: readonly string[];
  readonly pinned?: boolean;
  /** Words that stand in its node's id, inputs, outputs, errors, name or tags: all of them, the last characters of each may be missing. */
  readonly text?: string;
  /** Those that were deleted and are not yet gone, in place of the others. */
  readonly deleted?: boolean;
  /** Comes from one of these. */
  readonly origin?: readonly LibraryOrigin[];
  /** Is a branch of this comparison. */
  readonly branchOf?: string;
  /** Is no branch of another one that is there too: what a list begins with. */
  readonly roots?: boolean;
}

export type LibrarySort = 'started' | 'duration' | 'node' | 'status';

export interface LibraryQuery extends LibraryFilter {
  readonly sort?: LibrarySort;
  /** Default: newest, longest first; nodes and statuses from a to z. */
  readonly descending?: boolean;
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string;
  /** In place of `after`: leaves out so many from the beginning. */
  readonly skip?: number;
}

export interface LibraryEntry {
  readonly comparison: string;
  readonly node: string;
  readonly startedAt: number;
  /** Of the slower path. */
  readonly durationMs: number;
  readonly status: LibraryStatus;
  readonly paths: readonly PathName[];
  /** How each path ended: '' success, else the error's code; null: not there, or not yet. */
  readonly codes: Readonly<Record<PathName, string | null>>;
  /** First divergent step, '' for the result; null where it did not diverge. */
  readonly divergedAt: string | null;
  readonly events: number;
  readonly bytes: number;
  readonly name: string | null;
  readonly tags: readonly string[];
  readonly pinned: boolean;
  readonly deletedAt: number | null;
  readonly origin: LibraryOrigin;
  /** Id of the comparison it is a branch of, which need not be there any more; null: of none. */
  readonly branchOf: string | null;
  /** How many branches it has: what-ifs and replays, not proofs. */
  readonly branches: number;
}

/** An entry with what became of it in a few words: the divergence, the error, or the outputs. */
export interface LibraryItem extends LibraryEntry {
  readonly summary: string;
  /** What a branch does otherwise: `timeout 30s → 60s`; null: it is none. */
  readonly change: string | null;
  /** Ids of its traces; null where it has none of that path. */
  readonly traces: Readonly<Record<PathName, string | null>>;
}

export interface LibraryPage<T = LibraryEntry> {
  readonly entries: readonly T[];
  /** Where the next page begins; null on the last. */
  readonly next: string | null;
  /** How many there are in all. */
  readonly total: number;
}

/** Comparisons of one node, or of one node that diverged first at one step. */
export interface LibraryGroup {
  readonly node: string;
  /** Only when grouped by first divergent step. */
  readonly divergedAt: string | null;
  readonly count: number;
  readonly diverged: number;
  readonly accepted: number;
  readonly failed: number;
  /** When the last one began. */
  readonly latest: number;
}

export interface LibraryStatistics {
  readonly comparisons: number;
  readonly traces: number;
  readonly events: number;
  /** Of the file and its log. */
  readonly bytes: number;
  /** Of the file, free for what comes. */
  readonly free: number;
  readonly pinned: number;
  /** Deleted, and not yet gone. */
  readonly deleted: number;
  /** Every tag in use, most used first. */
  readonly tags: readonly { readonly tag: string; readonly count: number }[];
}

export type RemovalReason = 'deleted' | 'age' | 'count' | 'size' | 'proofs';

/** What `library.retention` of parallax.yml keeps, and how many comparisons would go now, by the reason why. */
export interface LibraryRetention {
  /** Milliseconds, comparisons, bytes and runs of proofs; null: no limit. */
  readonly age: number | null;
  readonly count: number | null;
  readonly bytes: number | null;
  readonly proofs: number | null;
  readonly removable: Readonly<Record<RemovalReason, number>>;
}

export interface PruneResult {
  readonly removed: number;
  /** Bytes that the store's file became smaller by. */
  readonly freed: number;
}

/** A copy of the store, with a manifest beside it. `parallax restore` puts it in the place of a store. */
export interface SavedStore {
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly comparisons: number;
}

/** What an import did with each comparison of a file. */
export interface ImportReport {
  /** `was`: the id it had, where that was taken by another one. */
  readonly imported: readonly { readonly comparison: string; readonly was: string; readonly hash: string }[];
  /** Already there, with the same content. */
  readonly known: readonly { readonly comparison: string; readonly hash: string }[];
}

export interface ExportedFile {
  /** `cmp_….ptrace` */
  readonly name: string;
  /** Where it lies on this machine. */
  readonly file: string;
  readonly bytes: number;
  readonly sha256: string;
  /** Its bytes as base64; null where they are more than 8 MB. */
  readonly data: string | null;
}
