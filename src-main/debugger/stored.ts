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

/** Events of each path aligned before others get their turn: a few milliseconds. */
const BATCH = 500;
/** Who watches is told this often how far it is. */
const PROGRESS_MS = 200;

/** What aligning needs beside the events. */
interface Beginning {
  /** Found outside the events. */
  readonly outside: readonly FinalDifference[];
  readonly progress: () => void;
}

/** A recorded comparison, or two recorded traces, aligned again: nothing of it is run. */
export class StoredComparison {
  readonly #recorded: Recorded;
  /** What it shows of itself: as far as it is aligned. */
  readonly model: ComparisonModel;
  /** Resolves when every event is aligned. */
  readonly whole: Promise<void>;
  readonly #root: NodeSource | undefined;
  readonly #program: Program | null;
  /** Of the set that was asked for last. */
  #hits: { readonly armed: readonly Armed[]; readonly found: Promise<Hits> } | null = null;

  /** Events aligned so far; null once all are. */
  #aligned: number | null = 0;

  private constructor(
    recorded: Recorded,
    model: ComparisonModel,
    programs: ReadonlyMap<string, Program>,
    { outside, progress }: Beginning,
  ) {
    const { node } = recorded.summary;
    this.#recorded = recorded;
    this.model = model;
    this.#root = recorded.sources.find((source) => source.node === node);
    this.#program = programs.get(node) ?? null;
    this.whole = this.#align(outside, progress);
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
    const comparison = StoredComparison.begin(store, id, rules);
    await comparison?.whole;
    return comparison;
  }

  /** As `open`, but at once: `progress` is called when more of it is aligned. */
  static begin(
    store: TraceStore,
    id: string,
    rules?: (node: string) => readonly AcceptedRule[],
    progress: () => void = () => {},
  ): StoredComparison | undefined {
    const pair = tracesOfPair(id);
    const recorded = pair ? recordedPair(store, ...pair) : recordedComparison(store, id);
    if (recorded === undefined) return undefined;
    const { summary, policy } = recorded;
    return StoredComparison.#begin(
      rules ? { ...recorded, policy: { ...policy, accepted: rules(summary.node) } } : recorded,
      { outside: pair ? [] : finalDifferences(store, summary), progress },
    );
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
    if (recorded === undefined) return undefined;
    const beginning = { outside: [], progress: () => {} };
    const comparison = StoredComparison.#begin(names ? { ...recorded, names } : recorded, beginning);
    await comparison.whole;
    return comparison;
  }

  static #begin(recorded: Recorded, beginning: Beginning): StoredComparison {
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
    return new StoredComparison(recorded, model, programs, beginning);
  }

  /** Feeds both traces side by side, so that neither waits long for the other. */
  async #align(outside: Beginning['outside'], progress: () => void): Promise<void> {
    const { streams, summary } = this.#recorded;
    let told = performance.now();
    for (let from = 0; ; from += BATCH) {
      let read = 0;
      for (const path of ['reference', 'direct'] as const) {
        const events = streams[path]?.read(from, BATCH) ?? [];
        this.model.pass(path, events);
        read += events.length;
      }
      if (read === 0) break;
      this.#aligned = (this.#aligned ?? 0) + read;
      if (performance.now() - told > PROGRESS_MS) {
        told = performance.now();
        progress();
      }
      await setImmediate();
    }
    for (const trace of summary.traces) this.model.end(trace.path, endOf(trace));
    for (const found of outside) this.model.addDivergence(found);
    this.#aligned = null;
    progress();
  }

  /** Share of the events that are aligned. */
  #progress(): number {
    const { reference, direct } = this.#recorded.streams;
    const total = (reference?.count ?? 0) + (direct?.count ?? 0);
    return total === 0 ? 1 : (this.#aligned ?? total) / total;
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
    return this.model.rows(from, count);
  }

  detail(row: number): RowDetail | undefined {
    return this.model.detail(row);
  }

  /** What the breakpoints would have done in it. */
  hits(armed: readonly Armed[]): Promise<Hits> {
    if (this.#hits?.armed !== armed)
      this.#hits = { armed, found: this.whole.then(() => hitsInTurns(this.model, armed)) };
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
    return this.model.aligner.acceptedCounts;
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
    const divergences = this.model.divergences();
    return {
      id,
      node,
      hash,
      file: this.#root?.file ?? '',
      inputs,
      effects,
      startedAt,
      paths: { reference: path('reference'), direct: path('direct') },
      rows: this.model.rowCount,
      at: divergences[0]?.row ?? (this.#aligned === null ? Math.max(this.model.rowCount - 1, 0) : 0),
      divergences,
      accepted: this.model.accepted(),
      ...(this.#aligned === null ? {} : { aligning: this.#progress() }),
      ...(this.#recorded.branch ? { branch: this.#recorded.branch } : {}),
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

function endOf(trace: TraceSummary): AlignedEnd {
  if (trace.end?.kind === 'completed') return { kind: 'completed' };
  // What Parallax itself broke off is no difference between the paths.
  return { kind: 'cut_off', code: trace.end?.kind === 'cut_off' ? trace.end.error.code : 'cancelled' };
}
