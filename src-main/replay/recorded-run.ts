import type { Program } from '../../shared/node/program.ts';
import type { ComparisonPolicy, PathModels, PathName } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { effectKey } from '../../shared/trace/event.ts';
import type { CanonicalObject } from '../../shared/values/canonical.ts';
import type { NodeSource } from '../debugger/program-index.ts';
import { readRunRecord } from '../debugger/run-record.ts';
import { type StoredDatabases, storedDatabases } from '../debugger/stored-databases.ts';
import type { DatabaseRecord, RecordedEffect } from '../effects/types.ts';
import { checkNode } from '../language/check.ts';
import type { ComparisonSummary, TraceStore, TraceSummary } from '../store/types.ts';
import { type Attempted, refuse } from './outcome.ts';

/** One recorded path, read whole. */
export interface RecordedPath {
  readonly path: PathName;
  readonly trace: TraceSummary;
  readonly events: readonly TraceEvent[];
  /** Redacted, as recorded. */
  readonly effects: readonly RecordedEffect[];
  readonly database: StoredDatabases;
}

/** A recorded comparison as what is needed to run it again. */
export interface RecordedRun {
  readonly summary: ComparisonSummary;
  /** Another program's: the sources are the workspace's, as they are now. */
  readonly foreign: boolean;
  readonly inputs: CanonicalObject;
  /** Root first. */
  readonly sources: readonly NodeSource[];
  readonly program: Program;
  readonly programs: ReadonlyMap<string, Program>;
  readonly policy: ComparisonPolicy;
  readonly models: PathModels | null;
  readonly paths: Readonly<Record<PathName, RecordedPath | null>>;
}

/** The comparison that an id names: its own, or one of its traces'. */
export function comparisonOf(
  store: TraceStore,
  id: string,
): Attempted<{ readonly summary: ComparisonSummary; readonly trace: TraceSummary | null }> {
  const trace = store.trace(id);
  const summary = store.comparison(trace?.comparison ?? id);
  return summary === undefined
    ? refuse('not_found', `Nothing is recorded under ${id}: parallax traces lists what is.`)
    : { ok: true, value: { summary, trace: trace ?? null } };
}

/** `present` gives a node of the workspace as it is now, with those it calls, root first: what the captured inputs of another program's run are run with. */
export function readRun(
  store: TraceStore,
  comparison: string,
  present: (node: string) => readonly NodeSource[],
): Attempted<RecordedRun> {
  const found = comparisonOf(store, comparison);
  if (!found.ok) return found;
  const { summary } = found.value;
  const first = summary.traces[0];
  if (first === undefined) return refuse('invalid', `${summary.id} has no trace to run again.`);
  const record = readRunRecord(store, first.id);
  const foreign = summary.effects === 'ingested';
  const nodes = foreign
    ? present(summary.node)
    : record.nodes.length > 0
      ? record.nodes
      : [{ node: summary.node, hash: summary.hash }];
  if (nodes.length === 0)
    return refuse(
      'invalid',
      `Another program ran ${summary.node}: its inputs can be run once this workspace has a node of that id without errors.`,
    );
  const sources: NodeSource[] = [];
  const programs = new Map<string, Program>();
  for (const each of nodes) {
    const { node, hash } = each;
    const source = 'text' in each ? (each as NodeSource) : store.source(hash);
    const program = source ? checkNode(source.text).program : null;
    if (source === undefined || program === null)
      return refuse('invalid', `The text of ${node} as it was recorded cannot be run any more.`);
    sources.push({ ...source, hash });
    programs.set(program.id, program);
  }
  sources.sort((a, b) => Number(b.node === summary.node) - Number(a.node === summary.node));
  const program = programs.get(summary.node);
  if (program === undefined) return refuse('invalid', `The text of ${summary.node} was not recorded.`);
  const path = (name: PathName): RecordedPath | null => {
    const trace = summary.traces.find((each) => each.path === name);
    return trace ? readPath(store, trace) : null;
  };
  return {
    ok: true,
    value: {
      summary,
      foreign,
      inputs: store.inputs(first.id),
      sources,
      program,
      programs,
      policy: record.policy,
      models: record.models ?? null,
      paths: { reference: path('reference'), direct: path('direct') },
    },
  };
}

function readPath(store: TraceStore, trace: TraceSummary): RecordedPath {
  const events = store.events(trace.id, 0, trace.events);
  return {
    path: trace.path,
    trace,
    events,
    effects: effectsOf(trace.path, events),
    database: storedDatabases(store, trace.id),
  };
}

function effectsOf(path: PathName, events: readonly TraceEvent[]): readonly RecordedEffect[] {
  const effects = new Map<string, RecordedEffect>();
  for (const event of events) {
    if (event.kind === 'effect_requested') {
      const { step, occ, effect, request } = event;
      effects.set(effectKey(event), { path, step, occ, effect, request, answer: null });
    } else if (event.kind === 'effect_answered') {
      const asked = effects.get(effectKey(event));
      if (asked) effects.set(effectKey(event), { ...asked, answer: event.answer });
    }
  }
  return [...effects.values()];
}

/** The record of a path's databases up to an event: what a branch from there begins with. */
export function databaseUntil(store: TraceStore, path: RecordedPath, event: number): DatabaseRecord {
  const asked = new Set<string>();
  for (const each of path.events.slice(0, event))
    if (each.kind === 'effect_requested') asked.add(effectKey(each));
  const start = path.database.start.flatMap(({ database, hash, kept }) => {
    const bytes = kept ? store.blob(hash) : undefined;
    return bytes === undefined ? [] : [{ database, hash, image: () => bytes }];
  });
  const known = new Set(start.map(({ database }) => database));
  return {
    start,
    writes: path.database.writes.filter((write) => known.has(write.database) && asked.has(effectKey(write))),
  };
}
