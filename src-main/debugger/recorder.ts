import type { BranchRecord } from '../../shared/trace/branch.ts';
import type { Divergence, PathName } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import type { Canonical, CanonicalObject } from '../../shared/values/canonical.ts';
import type { DatabaseRecord, EffectSession } from '../effects/types.ts';
import type { TraceEnd, TraceStore, TraceWriter } from '../store/types.ts';
import type { Judged } from '../store/verdict.ts';
import { type ComparisonDeps, type ComparisonOptions, programsOf } from './options.ts';
import type { Redactor } from './redact.ts';
import { attachBranch, attachFinalDifferences, attachRunRecord, type FinalDifference } from './run-record.ts';
import type { HandlerSource } from './sources.ts';

export interface RecorderStart {
  readonly comparison: string;
  readonly traces: Readonly<Record<PathName, string>>;
  readonly runtimes: Readonly<Record<PathName, string>>;
  readonly redactors: Readonly<Record<PathName, Redactor>>;
  /** Redacted. */
  readonly inputs: CanonicalObject;
  readonly handlers: readonly HandlerSource[];
}

/** Handing a few events of one step to the writing thread costs as much as handing over many. */
const LOT = 256;
const FLUSH_MS = 5;

/** Writes one comparison to the store as it happens. Everything it is given but databases is redacted already. */
export class Recorder {
  readonly #store: TraceStore;
  readonly #start: RecorderStart;
  readonly #writers = new Map<PathName, TraceWriter>();
  readonly #waiting: Record<PathName, TraceEvent[]> = { reference: [], direct: [] };
  #timer: NodeJS.Timeout | null = null;

  constructor(deps: ComparisonDeps, options: ComparisonOptions, start: RecorderStart) {
    this.#store = deps.store;
    this.#start = start;
    const startedAt = deps.now();
    const { program } = options;
    deps.store.startComparison({
      id: start.comparison,
      node: program.id,
      hash: program.hash,
      inputs: start.inputs,
      effects: options.effects,
      startedAt,
    });
    const nodes = [...programsOf(options).values()].map(({ id, hash }) => ({ node: id, hash }));
    const { policy, models } = options;
    const record = { nodes, policy, handlers: start.handlers, ...(models ? { models } : {}) };
    for (const path of options.paths) {
      this.#writers.set(
        path,
        deps.store.startTrace({
          id: start.traces[path],
          comparison: start.comparison,
          path,
          node: program.id,
          hash: program.hash,
          sources: options.sources,
          runtime: start.runtimes[path],
          inputs: start.inputs,
          startedAt,
          clockScale: options.clockScale,
        }),
      );
      attachRunRecord(deps.store, start.traces[path], record);
    }
  }

  /** What the comparison is a branch of. */
  branch(record: BranchRecord): void {
    for (const path of this.#writers.keys()) attachBranch(this.#store, this.#start.traces[path], record);
  }

  /** What the paths left different; kept with the first one's trace. */
  finalDifferences(found: readonly FinalDifference[]): void {
    const [primary] = this.#writers.keys();
    if (primary && found.length > 0) attachFinalDifferences(this.#store, this.#start.traces[primary], found);
  }

  append(path: PathName, events: readonly TraceEvent[]): void {
    for (const event of events) this.#waiting[path].push(event);
    if (this.#waiting[path].length >= LOT) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), FLUSH_MS);
  }

  #flush(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    for (const [path, writer] of this.#writers) {
      if (this.#waiting[path].length === 0) continue;
      writer.append(this.#waiting[path]);
      this.#waiting[path] = [];
    }
  }

  /** Closes a trace, with the databases as they were and what it wrote to them; `before` is what its record began with. */
  async endPath(
    path: PathName,
    end: TraceEnd,
    effects: EffectSession,
    before: DatabaseRecord | undefined,
  ): Promise<void> {
    this.#flush();
    const record = continued(before, effects.databaseRecord(path));
    const redactor = this.#start.redactors[path];
    const trace = this.#start.traces[path];
    if (record.start.length > 0 || record.writes.length > 0) {
      const start = record.start.map(({ database, hash, image }) => {
        const bytes = image();
        // A copy of a database that holds what this run hides would be a second place for it.
        const kept = !redactor.reveals(bytes);
        if (kept) this.#store.putBlob('database', hash, bytes);
        return { database, hash, kept };
      });
      const writes = redactor.document(record.writes as unknown as Canonical);
      this.#store.attach(trace, 'database', { start, writes });
    }
    await this.#writers.get(path)?.close(end);
  }

  async finish(divergences: readonly Divergence[], judged: Judged): Promise<void> {
    await this.#store.finishComparison(this.#start.comparison, {
      diverged: divergences.length > 0,
      divergences,
      judged,
    });
  }
}

/** A database's start is the earlier one where there is one: all its writes follow from it. */
function continued(before: DatabaseRecord | undefined, record: DatabaseRecord): DatabaseRecord {
  if (before === undefined) return record;
  const known = new Set(before.start.map(({ database }) => database));
  return {
    start: [...before.start, ...record.start.filter(({ database }) => !known.has(database))],
    writes: [...before.writes, ...record.writes],
  };
}
