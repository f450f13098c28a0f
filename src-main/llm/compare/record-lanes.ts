import type { LlmRunView } from '../../../shared/api/llm.ts';
import type { EventBody, TraceEvent } from '../../../shared/trace/event.ts';
import type { CanonicalObject } from '../../../shared/values/canonical.ts';
import type { TraceStore } from '../../store/types.ts';
import { canonical } from '../canonical.ts';
import type { CallOutcome } from '../contract.ts';
import { chatRequested, recordCalls } from '../effect/call-trace.ts';
import { effectAnswer, us } from '../effect/recorded-call.ts';

/** The node that runs on several lanes are recorded as runs of. */
export const NODE = 'llm_lanes';
/** What of a run is no event: what each lane showed beside its call. */
export const ATTACHMENT = 'llm_lanes';

export const traceOf = (run: string): string => run.replace(/^llm_/, 'trc_');
export const comparisonOf = (run: string): string => run.replace(/^llm_/, 'cmp_');

/**
 * Stores a run that has ended as a trace: a round for each lane, with its call as an effect like any other. `outcomes` by target;
 * one is missing where a lane ended without a word.
 */
export async function recordRun(
  store: TraceStore,
  run: LlmRunView,
  outcomes: ReadonlyMap<string, CallOutcome>,
): Promise<void> {
  const { id, name, targets, policy, startedAt } = run;
  const request = canonical(run.request);
  const inputs: CanonicalObject = { name, targets, policy, request };
  const events: TraceEvent[] = [];
  let time = 0;
  const add = (step: string, occ: string, ms: number, body: EventBody): void => {
    // Lanes run at the same time, a trace goes forward: the times of each call stand in its attempts.
    time = Math.max(time, us(ms));
    events.push({ step, occ, time, ...body });
  };
  add('lanes', '0', 0, { kind: 'step_entered', operation: 'for_each' });
  add('lanes', '0', 0, { kind: 'loop_started', items: targets });
  for (const [index, target] of targets.entries()) {
    const outcome = outcomes.get(target);
    const ask = (ms: number, body: EventBody): void => add('lanes/do/ask', `0.${index}.0`, ms, body);
    const end = outcome?.attempts.at(-1)?.endedMs ?? 0;
    add('lanes', '0', 0, { kind: 'iteration', index, name: 'target', value: target });
    ask(0, { kind: 'step_entered', operation: 'llm_chat' });
    ask(0, chatRequested({ targets: [target], route: 'primary', losses: policy }, request));
    if (outcome !== undefined)
      ask(end, { kind: 'effect_answered', effect: 0, answer: effectAnswer(outcome) });
    ask(end, { kind: 'step_left', outcome: outcome?.ok === true ? 'completed' : 'failed' });
  }
  const answered = run.lanes.flatMap(({ target, state }) => (state === 'done' ? [target] : []));
  add('lanes', '0', 0, { kind: 'step_left', outcome: 'completed' });
  await recordCalls(store, {
    trace: traceOf(id),
    comparison: comparisonOf(id),
    node: NODE,
    runtime: 'llm lanes',
    inputs,
    startedAt,
    events,
    outcome: { success: true, outputs: { answered } },
    attachments: { [ATTACHMENT]: extrasOf(run) },
  });
}

function extrasOf({ verdict, lanes }: LlmRunView): object {
  return {
    verdict,
    lanes: lanes.map(({ dialect, state, error, violations, firstMs, totalMs, cost, stream }) => ({
      dialect,
      state,
      error,
      violations,
      firstMs,
      totalMs,
      cost,
      stream,
    })),
  };
}
