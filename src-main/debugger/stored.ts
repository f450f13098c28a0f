import { setImmediate } from 'node:timers/promises';
import type { ComparisonSources } from '../../shared/api/api.ts';
import type { ComparisonView, PathView, RowDetail, StepRow } from '../../shared/api/view.ts';
import type { Program } from '../../shared/node/program.ts';
import type { AlignedEnd } from '../../shared/trace/alignment.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { checkNode } from '../language/check.ts';
import type { ComparisonSummary, TraceStore, TraceSummary } from '../store/types.ts';
import { ComparisonModel } from './model.ts';
import { storedPathView } from './path-view.ts';
import { type NodeSource, ProgramIndex } from './program-index.ts';
import { type RunRecord, readRunRecord } from './run-record.ts';
import { comparisonSources } from './sources.ts';
import type { EventSource } from './timeline.ts';

/** Events aligned before others get their turn. */
const BATCH = 2000;

/** A recorded comparison, aligned again from its traces: nothing of it is run. */
export class StoredComparison {
  readonly #summary: ComparisonSummary;
  readonly #model: ComparisonModel;
  readonly #record: RunRecord;
  readonly #root: NodeSource | undefined;
  readonly #program: Program | null;

  private constructor(
    summary: ComparisonSummary,
    model: ComparisonModel,
    record: RunRecord,
    root: NodeSource | undefined,
    program: Program | null,
  ) {
    this.#summary = summary;
    this.#model = model;
    this.#record = record;
    this.#root = root;
    this.#program = program;
  }

  /** Undefined where the store has no such comparison. */
  static async open(store: TraceStore, id: string): Promise<StoredComparison | undefined> {
    const summary = store.comparison(id);
    if (summary === undefined) return undefined;
    const traces = new Map(summary.traces.map((trace) => [trace.path, trace]));
    const first = summary.traces[0];
    const record = first ? readRunRecord(store, first.id) : { ...readRunRecord(store, ''), nodes: [] };
    const sources = sourcesOf(store, record, summary);
    const programs = new Map<string, Program>();
    for (const source of sources) {
      const { program } = checkNode(source.text);
      if (program) programs.set(source.node, program);
    }
    const events = (path: PathName): EventSource | null => {
      const trace = traces.get(path);
      return trace ? new StoredEvents(store, trace) : null;
    };
    const streams = { reference: events('reference'), direct: events('direct') };
    const model = new ComparisonModel({
      paths: [...traces.keys()],
      policy: record.policy,
      index: new ProgramIndex(programs, sources),
      events: streams,
    });
    await align(model, streams);
    for (const trace of summary.traces) model.end(trace.path, endOf(trace));
    for (const divergence of store.divergences(id)) {
      const { row: _, relation: __, ...found } = divergence;
      if (divergence.rule === 'final_state') model.addDivergence(found);
    }
    const root = sources.find((source) => source.node === summary.node);
    return new StoredComparison(summary, model, record, root, programs.get(summary.node) ?? null);
  }

  /** Is nothing of it still being recorded? */
  get complete(): boolean {
    return this.#summary.traces.every((trace) => trace.end !== null);
  }

  rows(from: number, count: number): readonly StepRow[] {
    return this.#model.rows(from, count);
  }

  detail(row: number): RowDetail | undefined {
    return this.#model.detail(row);
  }

  sources(): ComparisonSources {
    return comparisonSources(
      this.#root?.file ?? '',
      this.#root?.text ?? '',
      this.#program,
      this.#record.handlers,
    );
  }

  view(): ComparisonView {
    const { id, node, hash, inputs, effects, startedAt, traces } = this.#summary;
    const path = (name: PathName): PathView | null => {
      const trace = traces.find((each) => each.path === name);
      return trace ? storedPathView(trace) : null;
    };
    const divergences = this.#model.divergences();
    return {
      id,
      node,
      hash,
      file: this.#root?.file ?? '',
      inputs,
      effects,
      startedAt,
      paths: { reference: path('reference'), direct: path('direct') },
      rows: this.#model.rowCount,
      at: divergences[0]?.row ?? Math.max(this.#model.rowCount - 1, 0),
      divergences,
      live: null,
    };
  }
}

function sourcesOf(store: TraceStore, record: RunRecord, summary: ComparisonSummary): readonly NodeSource[] {
  const nodes = record.nodes.length > 0 ? record.nodes : [{ node: summary.node, hash: summary.hash }];
  return nodes.flatMap(({ hash }) => {
    const source = store.source(hash);
    return source ? [{ ...source, hash }] : [];
  });
}

/** Feeds both traces side by side, so that neither waits long for the other. */
async function align(
  model: ComparisonModel,
  streams: Readonly<Record<PathName, EventSource | null>>,
): Promise<void> {
  for (let from = 0; ; from += BATCH) {
    let any = false;
    for (const path of ['reference', 'direct'] as const) {
      const events = streams[path]?.read(from, BATCH) ?? [];
      if (events.length > 0) any = true;
      model.feed(path, events);
    }
    if (!any) return;
    await setImmediate();
  }
}

class StoredEvents implements EventSource {
  readonly count: number;
  readonly #store: TraceStore;
  readonly #trace: string;

  constructor(store: TraceStore, trace: TraceSummary) {
    this.#store = store;
    this.#trace = trace.id;
    this.count = trace.events;
  }

  read(from: number, count: number): readonly TraceEvent[] {
    const within = Math.min(count, this.count - from);
    return within <= 0 ? [] : this.#store.events(this.#trace, from, within);
  }
}

function endOf(trace: TraceSummary): AlignedEnd {
  if (trace.end?.kind === 'completed') return { kind: 'completed' };
  // What Parallax itself broke off is no difference between the paths.
  return { kind: 'cut_off', code: trace.end?.kind === 'cut_off' ? trace.end.error.code : 'cancelled' };
}
