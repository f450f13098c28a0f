import type { Divergence } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import type {
  ComparisonStart,
  ComparisonSummary,
  TraceEnd,
  TraceStart,
  TraceStore,
  TraceSummary,
} from '../../src-main/store/types.ts';

interface Trace {
  readonly start: TraceStart;
  readonly events: TraceEvent[];
  readonly attachments: Map<string, unknown>;
  end: TraceEnd | null;
}

interface Comparison {
  readonly start: ComparisonStart;
  divergences: readonly Divergence[] | null;
}

/** A trace store without a file, for tests of what writes to and reads from one. */
export function memoryStore(): TraceStore {
  const comparisons = new Map<string, Comparison>();
  const traces = new Map<string, Trace>();
  const blobs = new Map<string, Uint8Array>();
  const traceOf = (id: string): Trace => {
    const trace = traces.get(id);
    if (!trace) throw new Error(`no trace ${id}`);
    return trace;
  };
  const traceSummary = ({ start, events, end }: Trace): TraceSummary => {
    const { sources: _, inputs: __, ...rest } = start;
    return { ...rest, end, events: events.length, durationUs: events.at(-1)?.time ?? 0 };
  };
  const summary = ({ start, divergences }: Comparison): ComparisonSummary => ({
    ...start,
    traces: [...traces.values()].filter((trace) => trace.start.comparison === start.id).map(traceSummary),
    verdict: null,
    diverged: divergences === null ? null : divergences.length > 0,
    divergence: divergences?.[0] ?? null,
    laterDivergences: Math.max((divergences?.length ?? 0) - 1, 0),
  });
  return {
    startComparison: (start) => {
      comparisons.set(start.id, { start, divergences: null });
    },
    finishComparison: (id, result) => {
      const comparison = comparisons.get(id);
      if (comparison) comparison.divergences = result.divergences;
      return Promise.resolve();
    },
    startTrace: (start) => {
      const trace: Trace = { start, events: [], attachments: new Map(), end: null };
      traces.set(start.id, trace);
      return {
        append: (events) => void trace.events.push(...events),
        close: (end) => {
          trace.end = end;
          return Promise.resolve();
        },
      };
    },
    putBlob: (_, hash, bytes) => void blobs.set(hash, bytes),
    attach: (trace, name, document) => void traceOf(trace).attachments.set(name, document),
    flush: () => Promise.resolve(),
    comparisons: () => [...comparisons.values()].map(summary),
    comparison: (id) => {
      const found = comparisons.get(id);
      return found && summary(found);
    },
    trace: (id) => {
      const found = traces.get(id);
      return found && traceSummary(found);
    },
    inputs: (id) => traceOf(id).start.inputs,
    source: (hash) =>
      [...traces.values()].flatMap(({ start }) => start.sources).find((source) => source.hash === hash),
    divergences: (id) => comparisons.get(id)?.divergences ?? [],
    events: (id, from, count) => traceOf(id).events.slice(from, from + count),
    visit: (id, step, occ) => {
      const { events } = traceOf(id);
      const first = events.findIndex((event) => event.step === step && event.occ === occ);
      const last = events.findLastIndex((event) => event.step === step && event.occ === occ);
      return first < 0 ? undefined : { first, last };
    },
    windows: (id) => [{ first: 0, count: traceOf(id).events.length }],
    violations: (id) =>
      traceOf(id).events.flatMap((event, i) =>
        event.kind === 'contract' && event.verdict === 'violated' ? [i] : [],
      ),
    effects: (id) =>
      traceOf(id).events.flatMap((event, i) =>
        event.kind === 'effect_requested' ? [{ event: i, type: event.request.type }] : [],
      ),
    blob: (hash) => blobs.get(hash),
    attachment: (id, name) => traceOf(id).attachments.get(name),
    statistics: () => ({ bytes: 0, comparisons: comparisons.size, traces: traces.size, events: 0 }),
    close: () => Promise.resolve(),
  };
}
