import type { ComparisonView } from '../../shared/api/view.ts';
import type { BranchRecord } from '../../shared/trace/branch.ts';
import type { ComparisonPolicy, PathName } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import type { SideNames } from '../../shared/trace/messages.ts';
import type { ComparisonSummary, EventWindow, TraceStore, TraceSummary } from '../store/types.ts';
import type { NodeSource } from './program-index.ts';
import { type RunRecord, readBranch, readRunRecord } from './run-record.ts';
import type { EventSource } from './timeline.ts';

/** What the store has of a comparison, or of two traces that are put beside each other. */
export interface Recorded {
  readonly summary: ComparisonSummary;
  readonly policy: ComparisonPolicy;
  readonly sources: readonly NodeSource[];
  readonly handlers: RunRecord['handlers'];
  readonly streams: Readonly<Record<PathName, EventSource | null>>;
  readonly names?: SideNames;
  readonly branch?: BranchRecord | null;
  readonly pair?: NonNullable<ComparisonView['pair']>;
}

/** Undefined where the store has no such comparison. */
export function recordedComparison(store: TraceStore, id: string): Recorded | undefined {
  const summary = store.comparison(id);
  if (summary === undefined) return undefined;
  const record = readRunRecord(store, summary.traces[0]?.id ?? '');
  const events = (path: PathName): EventSource | null => {
    const trace = summary.traces.find((each) => each.path === path);
    return trace ? new StoredEvents(store, trace) : null;
  };
  return {
    summary,
    policy: record.policy,
    sources: sourcesOf(store, record, summary),
    handlers: record.handlers,
    branch: readBranch(store, summary.traces[0]?.id ?? ''),
    streams: { reference: events('reference'), direct: events('direct') },
  };
}

/** The nodes of a run as they were then. */
export function sourcesOf(
  store: TraceStore,
  record: RunRecord,
  root: { readonly node: string; readonly hash: string },
): readonly NodeSource[] {
  const nodes = record.nodes.length > 0 ? record.nodes : [root];
  return nodes.flatMap(({ hash }) => {
    const source = store.source(hash);
    return source ? [{ ...source, hash }] : [];
  });
}

export class StoredEvents implements EventSource {
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

  windows(steps: ReadonlySet<string>): readonly EventWindow[] {
    return this.#store.windows(this.#trace, steps);
  }

  visit(step: string, occ: string): { readonly first: number; readonly last: number } | undefined {
    return this.#store.visit(this.#trace, step, occ);
  }
}
