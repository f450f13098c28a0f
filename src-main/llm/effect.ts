import type { EffectAnswer, Attempt as EffectAttempt, RunError, WireCall } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { fromJson } from '../effects/json.ts';
import type { Attempt, CallOutcome } from './contract.ts';

/** How a call ended, as the answer of the effect `llm`. */
export function effectAnswer(outcome: CallOutcome): EffectAnswer {
  const recorded = {
    attempts: outcome.attempts.map(effectAttempt),
    calls: outcome.attempts.map(wireCall),
    source: 'performed' as const,
  };
  if (!outcome.ok) return { ok: false, error: runError(outcome), ...recorded };
  const value = { target: outcome.target, response: canonical(outcome.response) };
  return { ok: true, value, ...recorded };
}

/** `status` and `partial`, the answer as far as it came, are among the fields where there are any; with `refused`, the losses why. */
export function runError({ error, partial, refused }: Extract<CallOutcome, { ok: false }>): RunError {
  const fields: Record<string, Canonical> = {};
  if (error.status !== undefined) fields['status'] = error.status;
  if (partial !== undefined) fields['partial'] = canonical(partial);
  if (refused !== undefined) fields['refused'] = canonical(refused);
  return { code: error.code, message: error.message, fields };
}

function effectAttempt({ startedMs, endedMs, status, error }: Attempt): EffectAttempt {
  return {
    startedUs: us(startedMs),
    durationUs: us(endedMs - startedMs),
    outcome: error?.code ?? 'ok',
    detail: error?.message ?? String(status ?? ''),
  };
}

function wireCall(attempt: Attempt): WireCall {
  const { target, wire, status = null, headersMs, firstPartMs, bytes, losses, score, answerLosses } = attempt;
  return {
    target,
    url: wire.url,
    headers: { ...wire.headers },
    body: canonical(wire.body),
    status,
    headersUs: headersMs === undefined ? null : us(headersMs),
    firstPartUs: firstPartMs === undefined ? null : us(firstPartMs),
    bytes,
    losses: canonical(losses),
    score: fromJson(JSON.stringify(score))?.value ?? null,
    answerLosses: canonical(answerLosses),
  };
}

/** JSON as a canonical value; what nests deeper than values may is its text. */
export function canonical(value: object): Canonical {
  const text = JSON.stringify(value);
  return fromJson(text)?.value ?? text;
}

export function us(ms: number): number {
  return Math.round(ms * 1000);
}
