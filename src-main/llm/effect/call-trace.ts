import { EXACT_POLICY } from '../../../shared/trace/comparison.ts';
import type { EffectRequest, EventBody, Outcome, TraceEvent } from '../../../shared/trace/event.ts';
import type { Canonical, CanonicalObject } from '../../../shared/values/canonical.ts';
import { attachRunRecord } from '../../debugger/run-record.ts';
import type { TraceRecording } from '../../store/types.ts';

/** Calls that no node's run made, to be stored as a trace like any other. */
export interface CallTrace {
  readonly trace: string;
  readonly comparison: string;
  /** What they are recorded as runs of. */
  readonly node: string;
  readonly runtime: string;
  readonly inputs: CanonicalObject;
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
  /** All between the inputs and the result. */
  readonly events: readonly TraceEvent[];
  readonly outcome: Outcome;
  /** What else is kept of them, by name. */
  readonly attachments?: Readonly<Record<string, object>>;
}

/** Without waiting in between, so that all of it is written at once. */
export async function recordCalls(store: TraceRecording, calls: CallTrace): Promise<void> {
  const { trace, comparison, node, runtime, inputs, startedAt, events, outcome, attachments = {} } = calls;
  const head = { node, hash: node, inputs, startedAt };
  store.startComparison({ ...head, id: comparison, effects: 'ingested' });
  const writer = store.startTrace({
    ...head,
    id: trace,
    comparison,
    path: 'direct',
    sources: [],
    runtime,
    clockScale: 1,
  });
  attachRunRecord(store, trace, { nodes: [], policy: EXACT_POLICY, handlers: [] });
  for (const [name, value] of Object.entries(attachments)) store.attach(trace, name, value);
  const root = { step: '', occ: '' };
  writer.append([
    { ...root, time: 0, kind: 'run_started', node, hash: node, inputs },
    { ...root, time: 0, kind: 'inputs_bound', node, values: Object.entries(inputs) },
    ...events,
    { ...root, time: events.at(-1)?.time ?? 0, kind: 'result', outcome },
  ]);
  await Promise.all([
    writer.close({ kind: 'completed', outcome }),
    store.finishComparison(comparison, { diverged: false, divergences: [] }),
  ]);
}

/** What of a chat call is decided by whoever makes it. */
export type ChatAsked = Pick<Extract<EffectRequest, { type: 'llm' }>, 'targets' | 'route' | 'losses'>;

/** A chat call's request as an event: the waiting and the retries are its provider's. */
export function chatRequested(asked: ChatAsked, request: Canonical): EventBody {
  return {
    kind: 'effect_requested',
    effect: 0,
    request: {
      type: 'llm',
      operation: 'chat',
      ...asked,
      request,
      timeoutMs: null,
      retry: null,
      breakers: [],
    },
  };
}
