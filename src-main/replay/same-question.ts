import type { EffectAnswer, EffectRequest } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { equal } from '../../shared/values/equality.ts';

/**
 * May a recorded answer stand for asking now? The question has to be the same. How long to wait and how often to try are
 * no part of the question, but the answer must be one that the new settings would have let through: it came in time, and
 * at the first attempt where retrying has changed. Both requests in their recorded form; `clockScale` is the record's.
 */
export function answersToo(
  recorded: EffectRequest,
  answer: EffectAnswer,
  request: EffectRequest,
  clockScale: number,
): boolean {
  if (answer.source === 'refused') return false;
  if (request.type !== 'http' && request.type !== 'llm') return same(recorded, request);
  if (recorded.type !== request.type) return false;
  const { timeoutMs, retry, breakers } = request;
  if (!same({ ...recorded, timeoutMs, retry, breakers }, request)) return false;
  const patient = recorded.timeoutMs === timeoutMs;
  const insistent = same(recorded.retry, retry) && same(recorded.breakers, breakers);
  if (!patient && !answer.attempts.every((attempt) => inTime(attempt, timeoutMs, clockScale))) return false;
  return insistent || (answer.ok && answer.attempts.length === 1);
}

function inTime(
  attempt: EffectAnswer['attempts'][number],
  timeoutMs: number | null,
  clockScale: number,
): boolean {
  if (attempt.outcome === 'timeout') return false;
  return timeoutMs === null || attempt.durationUs / 1000 <= timeoutMs * clockScale;
}

function same(a: unknown, b: unknown): boolean {
  return equal(a as Canonical, b as Canonical);
}
