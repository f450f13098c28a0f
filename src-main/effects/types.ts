import type { Program } from '../../shared/node/program.ts';
import type { PathModels, PathName } from '../../shared/trace/comparison.ts';
import type { EffectAnswer, EffectRequest } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';

/**
 * `share`: the primary path performs, the other is given the answer if it asked the same. `each`: every path has its own copy of
 * databases and event bus. `replay`: answers come from a record. `deny`: every effect but clock, random and ids is refused.
 */
export type EffectPolicy = 'share' | 'each' | 'replay' | 'deny';

/** Where an effect is asked for; unique within a path of a session. */
export interface EffectPlace {
  readonly step: string;
  readonly occ: string;
  readonly effect: number;
}

/** A recorded effect, for `replay`. `answer` is null where the recording ended before it was answered: indeterminate. */
export interface RecordedEffect extends EffectPlace {
  /** The path it answers; absent: any. */
  readonly path?: PathName;
  readonly request: EffectRequest;
  readonly answer: EffectAnswer | null;
}

export interface EffectSessionOptions {
  readonly policy: EffectPolicy;
  /** Paths that take part; the first is the primary. A single path always performs for itself. */
  readonly paths: readonly PathName[];
  /** The root program and every node it can call, by id: their security sections decide capabilities. */
  readonly programs: ReadonlyMap<string, Program>;
  readonly root: string;
  /** Each path asks language models for itself, and its own one where it has one. */
  readonly models?: PathModels;
  /** For `replay`. */
  readonly recorded?: readonly RecordedEffect[];
  /** What to do when the primary finished without asking what the other asks; default refuse. */
  readonly unasked?: 'refuse' | 'perform';
  /** For a run that goes on from a record, with `share` or `each`: its databases are scratch copies, whatever they are set to. */
  readonly rerun?: RerunEffects;
}

/** What a run that goes on from a record does instead of asking the outside world. The run's own requests hold real values. */
export interface RerunEffects {
  /** The answer that stands for asking at this place; null: there is none that fits. */
  recorded(path: PathName, place: EffectPlace, request: EffectRequest): EffectAnswer | null;
  /** Asked once for what would leave this machine's scratch copies (HTTP) and was not answered by the record. */
  decide(path: PathName, place: EffectPlace, request: EffectRequest): Promise<'perform' | EffectAnswer>;
  /** A database as it was at that position; undefined where it is not known: then the copy is of how it is now. */
  image(path: PathName, database: string): Uint8Array | undefined;
}

/** The effects of one comparison (or single run). */
export interface EffectSession {
  /**
   * Answers one request of one path; never rejects for what the outside world does. `nodes` is the chain of node ids from the root
   * to the asking node: each must declare the capability. Waits for the primary's answer where the policy says so.
   */
  request(
    path: PathName,
    nodes: readonly string[],
    place: EffectPlace,
    request: EffectRequest,
  ): Promise<EffectAnswer>;
  /** This path will ask nothing more; whoever waits for it is told. `cut`: it died with a request unfinished. */
  finished(path: PathName, how: 'completed' | 'cut'): void;
  /** Databases as they were when the session began, and what each write changed: see DatabaseRecord. */
  databaseRecord(path: PathName): DatabaseRecord;
  /** With `each`: where the paths' final databases or buses differ, one entry each. */
  finalDifferences(): Promise<readonly FinalDifference[]>;
  /** Frees copies and connections, aborts what is under way. */
  close(): Promise<void>;
}

export interface DatabaseRecord {
  /** Per database its image at the start: SHA-256 of the file's content, the bytes fetched with `image()`. Empty where no step touches it. */
  readonly start: readonly { readonly database: string; readonly hash: string; image(): Uint8Array }[];
  /** SQLite changesets or inverse row images per write, in order. */
  readonly writes: readonly DatabaseWrite[];
}

export interface DatabaseWrite extends EffectPlace {
  readonly database: string;
  /** Row changes: table, rowid or primary key, row before and after (null: absent), canonical values by column. */
  readonly changes: readonly {
    readonly table: string;
    readonly key: Canonical;
    readonly before: Canonical;
    readonly after: Canonical;
  }[];
}

export interface FinalDifference {
  readonly what: string;
  readonly reference: Canonical;
  readonly direct: Canonical;
}

/** The one place that reaches outside. One per open workspace. */
export interface EffectBroker {
  open(options: EffectSessionOptions): Promise<EffectSession>;
  close(): Promise<void>;
}
