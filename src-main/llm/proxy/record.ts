import type { JsonObject } from '../../../shared/llm/json.ts';
import type { Loss } from '../../../shared/llm/losses/loss.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import { EXACT_POLICY } from '../../../shared/trace/comparison.ts';
import type { EventBody, Outcome, TraceEvent } from '../../../shared/trace/event.ts';
import type { Canonical, CanonicalObject } from '../../../shared/values/canonical.ts';
import { attachRunRecord } from '../../debugger/run-record.ts';
import { fromJson } from '../../effects/json.ts';
import type { TraceStore } from '../../store/types.ts';
import type { Attempt, CallOutcome } from '../contract.ts';

/** One call that went through the proxy. */
export interface Exchange {
  readonly trace: string;
  readonly dialect: Dialect;
  /** As the client wrote it. */
  readonly request: JsonObject;
  readonly outcome: CallOutcome;
  /** What the client's dialect had no place for. */
  readonly toClient: readonly Loss[];
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

export interface RecordDeps {
  readonly store: TraceStore;
  readonly newId: (prefix: string) => string;
}

/** The node that calls through the proxy are recorded as runs of. */
const NODE = 'llm_proxy';

/** Stores a call as a trace of one step: what was asked, every attempt with its wire request, the losses, and the answer. */
export async function recordExchange({ store, newId }: RecordDeps, exchange: Exchange): Promise<void> {
  const { trace, dialect, request, outcome: ended, startedAt } = exchange;
  const inputs: CanonicalObject = { dialect, request: canonical(request) };
  const outcome = outcomeOf(ended);
  const comparison = newId('cmp');
  const head = { node: NODE, hash: NODE, inputs, startedAt };
  store.startComparison({ ...head, id: comparison, effects: 'ingested' });
  const writer = store.startTrace({
    ...head,
    id: trace,
    comparison,
    path: 'direct',
    sources: [],
    runtime: 'llm proxy',
    clockScale: 1,
  });
  attachRunRecord(store, trace, { nodes: [], policy: EXACT_POLICY, handlers: [] });
  const end = ended.attempts.at(-1)?.endedMs ?? 0;
  const step = (ms: number, body: EventBody): TraceEvent => ({
    step: 'call',
    occ: '0',
    time: us(ms),
    ...body,
  });
  writer.append([
    { step: '', occ: '', time: 0, kind: 'run_started', node: NODE, hash: NODE, inputs },
    { step: '', occ: '', time: 0, kind: 'inputs_bound', node: NODE, values: Object.entries(inputs) },
    step(0, { kind: 'step_entered', operation: 'llm_chat' }),
    ...ended.attempts.flatMap((attempt) => [
      step(attempt.startedMs, requested(attempt)),
      step(attempt.endedMs, answered(attempt, ended)),
    ]),
    step(end, { kind: 'assigned', name: 'losses', value: canonical(lossesOf(exchange)) }),
    step(end, { kind: 'step_left', outcome: ended.ok ? 'completed' : 'failed' }),
    { step: '', occ: '', time: us(end), kind: 'result', outcome },
  ]);
  await writer.close({ kind: 'completed', outcome });
  await store.finishComparison(comparison, { diverged: false, divergences: [] });
}

function requested({ index, target, wire }: Attempt): EventBody {
  return {
    kind: 'effect_requested',
    effect: index,
    request: {
      type: 'http',
      provider: target,
      url: wire.url,
      endpoint: '',
      method: 'POST',
      parameters: canonical(wire.body),
      headers: { ...wire.headers },
      timeoutMs: null,
      retry: null,
      breakers: [],
    },
  };
}

function answered(attempt: Attempt, ended: CallOutcome): EventBody {
  const { index, startedMs, endedMs, status = 0, error } = attempt;
  const attempts = [
    {
      startedUs: us(startedMs),
      durationUs: us(endedMs - startedMs),
      outcome: error?.code ?? 'ok',
      detail: String(status),
    },
  ];
  const body = ended.ok ? canonical(ended.response) : null;
  return {
    kind: 'effect_answered',
    effect: index,
    answer:
      error === undefined
        ? { ok: true, value: { status, body }, attempts, source: 'performed' }
        : {
            ok: false,
            error: { code: error.code, message: error.message, fields: { status } },
            attempts,
            source: 'performed',
          },
  };
}

function outcomeOf(ended: CallOutcome): Outcome {
  if (ended.ok)
    return { success: true, outputs: { target: ended.target, response: canonical(ended.response) } };
  const { error, partial } = ended;
  const fields: CanonicalObject = partial === undefined ? {} : { partial: canonical(partial) };
  return { success: false, error: { code: error.code, message: error.message, fields } };
}

function lossesOf({ outcome, toClient }: Exchange): object {
  const last = outcome.attempts.at(-1);
  return {
    score: last?.score ?? null,
    request: last?.losses ?? (outcome.ok ? [] : (outcome.refused ?? [])),
    answer: [...(last?.answerLosses ?? []), ...toClient],
  };
}

function canonical(value: object): Canonical {
  return fromJson(JSON.stringify(value))?.value ?? null;
}

function us(ms: number): number {
  return Math.round(ms * 1000);
}
