import type { PairedTrace } from '../../shared/api/view.ts';
import type { ComparisonPolicy } from '../../shared/trace/comparison.ts';
import type { TraceEvent } from '../../shared/trace/event.ts';
import { TRACE_SIDES } from '../../shared/trace/messages.ts';
import type { ComparisonSummary, EventWindow, TraceStore, TraceSummary } from '../store/types.ts';
import { type Recorded, StoredEvents, sourcesOf } from './recorded.ts';
import { readRunRecord } from './run-record.ts';
import type { EventSource } from './timeline.ts';

const BETWEEN = '..';

/** The id under which two traces can be looked at as a comparison: it says which they are, and nothing has to be stored. */
export function pairId(a: string, b: string): string {
  return `${a}${BETWEEN}${b}`;
}

/** The traces that such an id names. */
export function tracesOfPair(id: string): readonly [string, string] | undefined {
  const [a, b, ...more] = id.split(BETWEEN);
  return a && b && more.length === 0 ? [a, b] : undefined;
}

/**
 * Any two recorded traces side by side: the first as reference, the second as direct, whichever paths they were, of the
 * same node or of related ones, under the first one's policy where none is given. Undefined where one is not there.
 */
export function recordedPair(
  store: TraceStore,
  a: string,
  b: string,
  policy?: ComparisonPolicy,
): Recorded | undefined {
  const left = store.trace(a);
  const right = store.trace(b);
  if (left === undefined || right === undefined) return undefined;
  const records = [readRunRecord(store, a), readRunRecord(store, b)] as const;
  const own = sourcesOf(store, records[0], left);
  // Of two versions of a node, the first one's program explains both.
  const others = sourcesOf(store, records[1], right).filter(
    ({ node }) => !own.some((each) => each.node === node),
  );
  const summary: ComparisonSummary = {
    id: pairId(a, b),
    node: left.node,
    hash: left.hash,
    inputs: store.inputs(a),
    effects: 'recorded',
    startedAt: left.startedAt,
    traces: [
      { ...left, path: 'reference' },
      { ...right, path: 'direct' },
    ],
    diverged: null,
    verdict: null,
    divergence: null,
    laterDivergences: 0,
  };
  const direct = new StoredEvents(store, right);
  return {
    summary,
    policy: policy ?? records[0].policy,
    sources: [...own, ...others],
    handlers: records[0].handlers,
    streams: {
      reference: new StoredEvents(store, left),
      direct: left.node === right.node ? direct : new RelatedEvents(direct, left.node),
    },
    names: TRACE_SIDES,
    pair: { a: paired(left), b: paired(right) },
  };
}

function paired({ id, comparison, node, hash, path, startedAt }: TraceSummary): PairedTrace {
  return { trace: id, comparison, node, hash, path, startedAt };
}

/** A run of another node, told as if it were of this one: that their names differ is known and no divergence. */
class RelatedEvents implements EventSource {
  readonly #events: EventSource;
  readonly #node: string;

  constructor(events: EventSource, node: string) {
    this.#events = events;
    this.#node = node;
  }

  get count(): number {
    return this.#events.count;
  }

  windows(steps: ReadonlySet<string>): readonly EventWindow[] {
    return this.#events.windows?.(steps) ?? [{ first: 0, count: this.count }];
  }

  read(from: number, count: number): readonly TraceEvent[] {
    return this.#events
      .read(from, count)
      .map((event) =>
        event.kind === 'run_started' || (event.kind === 'inputs_bound' && event.step === '')
          ? { ...event, node: this.#node }
          : event,
      );
  }
}
