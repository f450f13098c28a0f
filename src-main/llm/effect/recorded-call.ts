import type {
  EffectAnswer,
  Attempt as EffectAttempt,
  RunError,
  WireCall,
} from '../../../shared/trace/event.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { canonical, canonicalNumber } from '../canonical.ts';
import type { Attempt, CallOutcome } from '../contract.ts';

/** How a call ended, as the answer of the effect `llm`. */
export function effectAnswer(outcome: CallOutcome): EffectAnswer {
  const recorded = {
    ...recordedAttempts(outcome.attempts),
    source: 'performed' as const,
  };
  if (!outcome.ok) return { ok: false, error: runError(outcome), ...recorded };
  const value = { target: outcome.target, response: canonical(outcome.response) };
  return { ok: true, value, ...recorded };
}

/** `status` and `partial`, the answer as far as it came, are among the fields where there are any; with `refused`, the losses why. */
function runError({ error, partial, refused }: Extract<CallOutcome, { ok: false }>): RunError {
  const fields: Record<string, Canonical> = {};
  if (error.status !== undefined) fields['status'] = error.status;
  if (partial !== undefined) fields['partial'] = canonical(partial);
  if (refused !== undefined) fields['refused'] = canonical(refused);
  return { code: error.code, message: error.message, fields };
}

/** When a call began, in milliseconds since the session did, and the real time that one millisecond of its clock takes. */
export interface CallTime {
  readonly beganMs: number;
  readonly scale: number;
}

/** The attempts of a call as a trace keeps them, with what went over the wire. */
export function recordedAttempts(
  attempts: readonly Attempt[],
  { beganMs, scale }: CallTime = { beganMs: 0, scale: 1 },
): { readonly attempts: readonly EffectAttempt[]; readonly calls: readonly WireCall[] } {
  const real = (ms: number | undefined): number | null => (ms === undefined ? null : us(ms * scale));
  return {
    attempts: attempts.map(({ startedMs, endedMs, status, error }) => ({
      startedUs: us(beganMs + startedMs * scale),
      durationUs: us((endedMs - startedMs) * scale),
      outcome: error?.code ?? 'ok',
      detail: error?.message ?? String(status ?? ''),
    })),
    calls: attempts.map(({ target, wire, status = null, headersMs, firstPartMs, bytes, ...lost }) => ({
      target,
      url: wire.url,
      headers: { ...wire.headers },
      body: canonical(wire.body),
      status,
      headersUs: real(headersMs),
      firstPartUs: real(firstPartMs),
      bytes,
      losses: canonical(lost.losses),
      score: canonicalNumber(lost.score),
      answerLosses: canonical(lost.answerLosses),
    })),
  };
}

export function us(ms: number): number {
  return Math.round(ms * 1000);
}
