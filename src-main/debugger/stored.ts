import { setImmediate } from 'node:timers/promises';
import type { ComparisonSources } from '../../shared/api/api.ts';
import type { BreakpointStop } from '../../shared/api/breakpoints.ts';
import type { ComparisonView, PathView, RowDetail, StepRow } from '../../shared/api/view.ts';
import type { Program } from '../../shared/node/program.ts';
import type { AlignedEnd } from '../../shared/trace/aligner-options.ts';
import type { AcceptedRule, ComparisonPolicy, PathName } from '../../shared/trace/comparison.ts';
import type { SideNames } from '../../shared/trace/messages.ts';
import { checkNode } from '../language/check.ts';
import type { ComparisonSummary, TraceStore, TraceSummary } from '../store/types.ts';
import { type Hits, hitsInTurns, nextStop } from './breakpoints/hits.ts';
import type { Armed } from './breakpoints/read.ts';
import { ComparisonModel } from './model.ts';
import { recordedPair, tracesOfPair } from './pairing.ts';
import { storedPathView } from './path-view.ts';
import { type NodeSource, ProgramIndex } from './program-index.ts';
import { type Recorded, recordedComparison } from './recorded.ts';
import { type FinalDifference, readFinalDifferences } from './run-record.ts';
import { comparisonSources } from './sources.ts';
import type { EventSource } from './timeline.ts';

/** Events aligned before others get their turn. */
const BATCH = 2000;

/** A recorded comparison, or two recorded traces, aligned again: nothing of it is run. */
export class StoredComparison {
  readonly #recorded: Recorded;
  readonly #model: ComparisonModel;
  readonly #root: NodeSource | undefined;
  readonly #program: Program | null;
  /** Of the set that was asked for last. */
  #hits: { readonly armed: readonly Armed[]; readonly found: Promise<Hits> } | null = null;

  private constructor(recorded: Recorded, model: ComparisonModel, programs: ReadonlyMap<string, Program>) {
    const { node } = recorded.summary;
    this.#recorded = recorded;
    this.#model = model;
    this.#root = recorded.sources.find((source) => source.node === node);
    this.#program = programs.get(node) ?? null;
  }

  /**
   * Undefined where the store has no such comparison. Ids of pairs name two traces. `rules` gives what is accepted today in
   * comparisons of a node; where it is absent, what was accepted then.
   */
  static async open(
    store: TraceStore,
    id: string,
    rules?: (node: string) => readonly AcceptedRule[],
  ): Promise<StoredComparison | undefined> {
    const pair = tracesOfPair(id);
    const recorded = pair ? recordedPair(store, ...pair) : recordedComparison(store, id);
    if (recorded === undefined) return undefined;
    const { summary, policy } = recorded;
    const comparison = await StoredComparison.#align(
      rules ? { ...recorded, policy: { ...policy, accepted: rules(summary.node) } } : recorded,
    );
    if (!pair) for (const found of finalDifferences(store, summary)) comparison.#model.addDivergence(found);
    return comparison;
  }

  /** Any two recorded traces; undefined where one is not there. Under the first one's policy where none is given. */
  static async ofTraces(
    store: TraceStore,
    a: string,
    b: string,
    policy?: ComparisonPolicy,
    names?: SideNames,
  ): Promise<StoredComparison | undefined> {
    const recorded = recordedPair(store, a, b, policy);
    return recorded && (await StoredComparison.#align(names ? { ...recorded, names } : recorded));
  }

  static async #align(recorded: Recorded): Promise<StoredComparison> {
    const { summary, sources, streams, policy, names } = recorded;
    const programs = new Map<string, Program>();
    for (const source of sources) {
      const { program } = checkNode(source.text);
      if (program) programs.set(source.node, program);
    }
    const model = new ComparisonModel({
      paths: summary.traces.map(({ path }) => path),
      policy,
      ...(names ? { names } : {}),
      index: new ProgramIndex(programs, sources),
      events: streams,
    });
    await align(model, streams);
    for (const trace of summary.traces) model.end(trace.path, endOf(trace));
    return new StoredComparison(recorded, model, programs);
  }

  /** Is nothing of it still being recorded? */
  get complete(): boolean {
    return this.#recorded.summary.traces.every((trace) => trace.end !== null);
  }

  /** Is it a comparison of its own that has ended, and no pair of traces? */
  get isRecorded(): boolean {
    return this.complete && this.#recorded.pair === undefined;
  }

  rows(from: number, count: number): readonly StepRow[] {
    return this.#model.rows(from, count);
  }

  detail(row: number): RowDetail | undefined {
    return this.#model.detail(row);
  }

  /** What the breakpoints would have done in it. */
  hits(armed: readonly Armed[]): Promise<Hits> {
    if (this.#hits?.armed !== armed) this.#hits = { armed, found: hitsInTurns(this.#model, armed) };
    return this.#hits.found;
  }

  /** The next row at which one of the breakpoints stops. */
  async nextHit(
    armed: readonly Armed[],
    fromRow: number,
    direction: 'forward' | 'backward',
  ): Promise<BreakpointStop | undefined> {
    return nextStop((await this.hits(armed)).stops, fromRow, direction);
  }

  /** How many differences each rule of the ledger accepts. */
  get acceptedCounts(): ReadonlyMap<string, number> {
    return this.#model.aligner.acceptedCounts;
  }

  sources(): ComparisonSources {
    return comparisonSources(
      this.#root?.file ?? '',
      this.#root?.text ?? '',
      this.#program,
      this.#recorded.handlers,
    );
  }

  view(): ComparisonView {
    const { id, node, hash, inputs, effects, startedAt, traces } = this.#recorded.summary;
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
      accepted: this.#model.accepted(),
      ...(this.#recorded.pair ? { pair: this.#recorded.pair } : {}),
      live: null,
    };
  }
}

/** Records of before they were kept apart have them among their divergences. */
function finalDifferences(store: TraceStore, { id, traces }: ComparisonSummary): readonly FinalDifference[] {
  const kept = traces.flatMap((trace) => readFinalDifferences(store, trace.id) ?? []);
  if (kept.length > 0) return kept;
  return store
    .divergences(id)
    .filter(({ rule }) => rule === 'final_state')
    .map(({ row: _, relation: __, ...found }) => found);
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

function endOf(trace: TraceSummary): AlignedEnd {
  if (trace.end?.kind === 'completed') return { kind: 'completed' };
  // What Parallax itself broke off is no difference between the paths.
  return { kind: 'cut_off', code: trace.end?.kind === 'cut_off' ? trace.end.error.code : 'cancelled' };
}
