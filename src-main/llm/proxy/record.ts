import { adapterOf } from '../../../shared/llm/dialects/adapters.ts';
import type { JsonObject } from '../../../shared/llm/json.ts';
import type { Loss } from '../../../shared/llm/losses/loss.ts';
import { fidelity } from '../../../shared/llm/losses/score.ts';
import type { Dialect } from '../../../shared/llm/protocol/part.ts';
import { NO_LINKS } from '../../../shared/llm/transform/links.ts';
import type { EffectAnswer, EventBody, Outcome, TraceEvent } from '../../../shared/trace/event.ts';
import type { CanonicalObject } from '../../../shared/values/canonical.ts';
import { parseJsonText } from '../../../shared/values/json-text.ts';
import type { TraceRecording } from '../../store/types.ts';
import { canonical } from '../canonical.ts';
import type { AttemptStart, CallOutcome } from '../contract.ts';
import { type ChatAsked, chatRequested, recordCalls } from '../effect/call-trace.ts';
import { effectAnswer, us } from '../effect/recorded-call.ts';

/** One call that went through the proxy. JSON: it goes to another thread as such. */
export interface Exchange {
  readonly trace: string;
  readonly dialect: Dialect;
  /** A JSON object, as the client wrote it. */
  readonly request: string;
  /** Whom it may go to, and how that was decided. */
  readonly asked: ChatAsked;
  readonly outcome: CallOutcome;
  /** What reading the client's request lost, before any transform. */
  readonly fromClient: readonly Loss[];
  /** What the client's dialect had no place for. */
  readonly toClient: readonly Loss[];
  /** Milliseconds since the Unix epoch. */
  readonly startedAt: number;
}

export interface RecordDeps {
  readonly store: TraceRecording;
  readonly newId: (prefix: string) => string;
}

/** The node that calls through the proxy are recorded as runs of. */
export const NODE = 'llm_proxy';

/** Stores a call as a trace of one step: what was asked, the call with every attempt's wire request, the losses, and the answer. */
export async function recordExchange({ store, newId }: RecordDeps, exchange: Exchange): Promise<void> {
  const { trace, dialect, asked, outcome: ended, startedAt } = exchange;
  const request = parseJsonText(exchange.request) as JsonObject;
  const chat = adapterOf(dialect).readRequest(request, NO_LINKS);
  const inputs: CanonicalObject = { dialect, request: canonical(request) };
  const answer = effectAnswer(ended);
  const end = ended.attempts.at(-1)?.endedMs ?? 0;
  const step = (ms: number, body: EventBody): TraceEvent => ({
    step: 'call',
    occ: '0',
    time: us(ms),
    ...body,
  });
  await recordCalls(store, {
    trace,
    comparison: newId('cmp'),
    node: NODE,
    runtime: 'llm proxy',
    inputs,
    startedAt,
    events: [
      step(0, { kind: 'step_entered', operation: 'llm_chat' }),
      step(0, chatRequested(asked, canonical(chat))),
      step(end, { kind: 'effect_answered', effect: 0, answer }),
      step(end, { kind: 'assigned', name: 'losses', value: canonical(lossesOf(exchange)) }),
      step(end, { kind: 'step_left', outcome: ended.ok ? 'completed' : 'failed' }),
    ],
    outcome: outcomeOf(answer),
  });
}

function outcomeOf(answer: EffectAnswer): Outcome {
  return answer.ok
    ? { success: true, outputs: answer.value as CanonicalObject }
    : { success: false, error: answer.error };
}

function lossesOf({ outcome, fromClient, toClient }: Exchange): object {
  const last = outcome.attempts.at(-1);
  const request = last?.losses ?? (outcome.ok ? [] : (outcome.refused ?? []));
  return {
    score: last === undefined ? null : scoreWith(fromClient, last),
    request: [...fromClient, ...request.filter((loss) => !fromClient.includes(loss))],
    answer: [...(last?.answerLosses ?? []), ...toClient],
  };
}

/** The score of a transform, and of what was lost before it. */
export function scoreWith(
  before: readonly Loss[],
  { losses, score }: Pick<AttemptStart, 'losses' | 'score'>,
): number {
  return before.length === 0 ? score : fidelity([...before, ...losses]);
}
