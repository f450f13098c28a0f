import type { IngestedTrace } from '../../shared/api/exchange.ts';
import type { Program } from '../../shared/node/program.ts';
import type { ComparisonPolicy, Divergence } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { Redactor } from '../debugger/redact.ts';
import { attachRunRecord } from '../debugger/run-record.ts';
import { StoredComparison } from '../debugger/stored.ts';
import type { TraceEnd, TraceStore, TraceWriter } from '../store/types.ts';
import { UNKNOWN_RULES } from '../store/verdict.ts';
import { TRUNCATED } from './format.ts';
import { readRuns } from './runs.ts';
import { SensitiveNames } from './sensitive-names.ts';
import { type FoundRun, paired, type Survey } from './survey.ts';

/** Events that may wait for the disk: the file is read no faster than it is written. */
const AHEAD = 50_000;

export interface IngestDeps {
  readonly store: TraceStore;
  readonly fingerprintKey: Uint8Array;
  readonly newId: (prefix: string) => string;
  readonly policy: (node: string) => ComparisonPolicy;
  /** The workspace's node of this id: what it declares sensitive is hidden here too. */
  readonly program: (node: string) => Program | null;
  /** Names whose values are sensitive in every run, beside those of its header. */
  readonly sensitive: readonly string[];
  /** Told how many differences each rule of the ledger accepted in a pair. */
  readonly onAccepted?: (comparison: string, counts: ReadonlyMap<string, number>) => void;
}

export interface Ingested {
  readonly traces: readonly IngestedTrace[];
  /** Of pairs, by comparison. */
  readonly divergences: ReadonlyMap<string, readonly Divergence[]>;
}

interface Target {
  readonly comparison: string;
  readonly trace: string;
}

/** Stores every run of surveyed files; two runs of a pair become one comparison, aligned and compared. */
export async function ingest(deps: IngestDeps, { runs }: Survey): Promise<Ingested> {
  const groups = paired(runs);
  const targets = new Map<FoundRun, Target>();
  for (const group of groups) {
    const comparison = deps.newId('cmp');
    startComparison(deps, comparison, group[0] as FoundRun);
    for (const run of group) targets.set(run, { comparison, trace: deps.newId('trc') });
  }
  const traces: IngestedTrace[] = [];
  for (const found of runs) traces.push(...(await storeFile(deps, found, targets)));
  await deps.store.flush();
  const divergences = new Map<string, readonly Divergence[]>();
  for (const group of groups) {
    const { comparison } = targets.get(group[0] as FoundRun) as Target;
    const stored = group.length < 2 ? undefined : await StoredComparison.open(deps.store, comparison);
    const found = stored?.view().divergences ?? [];
    await deps.store.finishComparison(comparison, {
      diverged: found.length > 0,
      divergences: found,
      judged: { verdict: null, rules: UNKNOWN_RULES },
    });
    if (group.length > 1) divergences.set(comparison, found);
    if (stored && stored.acceptedCounts.size > 0) deps.onAccepted?.(comparison, stored.acceptedCounts);
  }
  return { traces, divergences };
}

async function storeFile(
  deps: IngestDeps,
  runs: readonly FoundRun[],
  targets: ReadonlyMap<FoundRun, Target>,
): Promise<readonly IngestedTrace[]> {
  const traces: IngestedTrace[] = [];
  let writing: Recording | null = null;
  let next = 0;
  const file = runs[0]?.file;
  if (file === undefined) return traces;
  for await (const part of readRuns(file)) {
    if (part.kind === 'begin') {
      const run = runs[next++] as FoundRun;
      writing = new Recording(deps, run, targets.get(run) as Target);
    } else if (part.kind === 'events') await writing?.append(part.events);
    else if (part.kind === 'end' && writing) traces.push(await writing.close());
  }
  return traces;
}

/** One run on its way into the store. Nothing leaves it that is not redacted. */
class Recording {
  readonly #deps: IngestDeps;
  readonly #run: FoundRun;
  readonly #target: Target;
  readonly #redact: (events: readonly TraceEvent[]) => readonly TraceEvent[];
  readonly #writer: TraceWriter;
  #count = 0;
  #waiting = 0;
  #end: TraceEnd = { kind: 'cut_off', error: TRUNCATED };

  constructor(deps: IngestDeps, run: FoundRun, target: Target) {
    this.#deps = deps;
    this.#run = run;
    this.#target = target;
    this.#redact = redaction(deps, run).events;
    const { store } = deps;
    this.#writer = store.startTrace({
      id: target.trace,
      comparison: target.comparison,
      path: run.path,
      node: run.node,
      hash: run.header.version,
      sources: [],
      runtime: run.header.runtime,
      inputs: redaction(deps, run).inputs,
      startedAt: run.startedAt,
      clockScale: 1,
    });
    attachRunRecord(store, target.trace, { nodes: [], policy: deps.policy(run.node), handlers: [] });
  }

  async append(events: readonly TraceEvent[]): Promise<void> {
    const { node } = this.#run;
    const clean = this.#redact(
      events.map((event) =>
        event.kind === 'run_started' || event.kind === 'inputs_bound' ? { ...event, node } : event,
      ),
    );
    this.#writer.append(clean);
    this.#count += clean.length;
    const last = clean.at(-1);
    if (last?.kind === 'result') this.#end = { kind: 'completed', outcome: last.outcome };
    this.#waiting += clean.length;
    if (this.#waiting < AHEAD) return;
    this.#waiting = 0;
    await this.#deps.store.flush();
  }

  async close(): Promise<IngestedTrace> {
    await this.#writer.close(this.#end);
    const { node, path, file } = this.#run;
    return {
      ...this.#target,
      node,
      path,
      file,
      events: this.#count,
      complete: this.#end.kind === 'completed',
    };
  }
}

function startComparison(deps: IngestDeps, id: string, run: FoundRun): void {
  deps.store.startComparison({
    id,
    node: run.node,
    hash: run.header.version,
    inputs: redaction(deps, run).inputs,
    effects: 'ingested',
    startedAt: run.startedAt,
  });
}

/** What the workspace's own node declares, and what the header and the command name. */
function redaction(deps: IngestDeps, run: FoundRun) {
  const program = deps.program(run.node);
  const names = new SensitiveNames(deps.fingerprintKey, [...deps.sensitive, ...run.header.sensitive]);
  const declared = new Redactor(deps.fingerprintKey, new Map(program ? [[run.node, program]] : []));
  return {
    inputs: names.record(declared.inputs(run.node, run.header.inputs)),
    events: (events: readonly TraceEvent[]) => names.events(declared.events(events)),
  };
}
