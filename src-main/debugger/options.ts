import type { Program } from '../../shared/node/program.ts';
import type { AcceptedDifference } from '../../shared/trace/acceptance.ts';
import type { BranchRecord } from '../../shared/trace/branch.ts';
import type { ComparisonPolicy, Divergence, PathModels, PathName } from '../../shared/trace/comparison.ts';
import type { Continuation } from '../../shared/trace/continuation.ts';
import type { ContractKind, EffectRequest, TraceEvent, Verdict } from '../../shared/trace/event.ts';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import type {
  DatabaseRecord,
  EffectBroker,
  EffectPlace,
  EffectPolicy,
  RecordedEffect,
  RerunEffects,
} from '../effects/types.ts';
import type { Runtime } from '../runtimes/runtime.ts';
import type { TraceEnd, TraceStore } from '../store/types.ts';
import type { NodeSource } from './program-index.ts';

export interface ComparisonDeps {
  readonly runtimes: Readonly<Record<PathName, Runtime>>;
  readonly broker: EffectBroker;
  readonly store: TraceStore;
  /** See loadFingerprintKey. */
  readonly fingerprintKey: Uint8Array;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly newId: (prefix: string) => string;
  /** Told, once a comparison is recorded, how many differences each rule of the ledger accepted in it. */
  readonly onAccepted?: (comparison: string, counts: ReadonlyMap<string, number>) => void;
}

/** What to run and how to compare it. */
export interface ComparisonOptions {
  readonly program: Program;
  /** Every node reachable through call_node, by id; the root may be among them. */
  readonly callees: ReadonlyMap<string, Program>;
  readonly sources: readonly NodeSource[];
  /** Folder that holds `handlers/`, or null where the workspace is not trusted to run code. */
  readonly handlers: string | null;
  readonly inputs: CanonicalObject;
  readonly effects: EffectPolicy;
  /** For `replay`. */
  readonly recorded?: readonly RecordedEffect[];
  /** Other language models than the steps name; `policy` does not compare what follows from that alone. */
  readonly models?: PathModels;
  /** One or two; the first is the primary, which performs shared effects. */
  readonly paths: readonly PathName[];
  readonly policy: ComparisonPolicy;
  readonly clockScale: number;
  /** For a branch of a recorded comparison. */
  readonly branch?: BranchOptions;
}

export interface BranchOptions {
  readonly record: BranchRecord;
  /** Per path where it goes on from; a path without an entry begins at the beginning. */
  readonly resume: Readonly<Partial<Record<PathName, PathResume>>>;
  /** `redact` gives a request as it is recorded: the form in which it can be compared with a record. */
  effects(
    redact: (path: PathName, place: EffectPlace, request: EffectRequest) => EffectRequest,
  ): RerunEffects;
}

export interface PathResume {
  /** The record up to the position, with real values: the beginning of the branch's own trace. */
  readonly prefix: readonly TraceEvent[];
  /** null: the path begins at the beginning. */
  readonly continuation: Continuation | null;
  /** The databases at the start, and what was written to them until the position. */
  readonly database: DatabaseRecord;
}

/** Values are redacted, as everywhere behind the recording boundary. */
export interface PathResult {
  readonly trace: string;
  readonly runtime: string;
  readonly end: TraceEnd;
  readonly events: number;
  readonly durationUs: number;
  readonly contracts: readonly ContractResult[];
}

export interface ContractResult {
  readonly kind: ContractKind;
  readonly text: string;
  readonly step: string;
  readonly verdict: Verdict;
}

export interface ComparisonResult {
  readonly id: string;
  readonly node: string;
  readonly hash: string;
  readonly diverged: boolean;
  /** In the order they were found; the first has the relation `first`. */
  readonly divergences: readonly Divergence[];
  /** Differences that rules of the ledger accept; at most 500. */
  readonly accepted: readonly AcceptedDifference[];
  readonly paths: Readonly<Record<PathName, PathResult | null>>;
}

/** The root and every callee, by id. */
export function programsOf(
  options: Pick<ComparisonOptions, 'program' | 'callees'>,
): ReadonlyMap<string, Program> {
  return new Map([...options.callees, [options.program.id, options.program]]);
}
