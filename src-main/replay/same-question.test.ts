import { expect, test } from 'vitest';
import type { Attempt, EffectAnswer, EffectRequest } from '../../shared/trace/event.ts';
import { answersToo } from './same-question.ts';

const REQUEST: Extract<EffectRequest, { type: 'http' }> = {
  type: 'http',
  provider: 'stripe',
  url: null,
  endpoint: '/v1/charges',
  method: 'POST',
  parameters: { amount: 5 },
  headers: {},
  timeoutMs: 30_000,
  retry: { max_attempts: 3, backoff: 'constant', initial_delay_ms: 1000, max_delay_ms: null },
  breakers: [],
};

const attempt = (outcome: string, ms: number): Attempt => ({
  startedUs: 0,
  durationUs: ms * 1000,
  outcome,
  detail: '',
});
const ok = (...attempts: Attempt[]): EffectAnswer => ({ ok: true, value: 1, attempts, source: 'performed' });
const failed = (code: string, ...attempts: Attempt[]): EffectAnswer => ({
  ok: false,
  error: { code, message: '', fields: {} },
  attempts,
  source: 'performed',
});

test.each<[string, EffectAnswer, Partial<typeof REQUEST>, boolean]>([
  ['the same question', ok(attempt('ok', 10)), {}, true],
  ['the same question that timed out', failed('timeout', attempt('timeout', 30_000)), {}, true],
  ['another question', ok(attempt('ok', 10)), { parameters: { amount: 6 } }, false],
  ['more patience, an answer that came', ok(attempt('ok', 10)), { timeoutMs: 60_000 }, true],
  [
    'more patience, an error that the service gave',
    failed('declined', attempt('declined', 5)),
    { timeoutMs: 60_000 },
    true,
  ],
  ['more patience, a timeout', failed('timeout', attempt('timeout', 30_000)), { timeoutMs: 60_000 }, false],
  [
    'more patience, a timeout before the answer',
    ok(attempt('timeout', 30_000), attempt('ok', 1)),
    { timeoutMs: 60_000 },
    false,
  ],
  ['less patience, an answer in time', ok(attempt('ok', 900)), { timeoutMs: 1000 }, true],
  ['less patience, an answer too late', ok(attempt('ok', 1100)), { timeoutMs: 1000 }, false],
  ['fewer attempts, answered at once', ok(attempt('ok', 10)), { retry: null }, true],
  ['fewer attempts, answered later', ok(attempt('rate_limit', 1), attempt('ok', 1)), { retry: null }, false],
  ['fewer attempts, failed', failed('timeout', attempt('timeout', 30_000)), { retry: null }, false],
  ['what was refused', { ...failed('effect_diverged'), source: 'refused' }, {}, false],
])('%s', (_, answer, change, expected) => {
  expect(answersToo(REQUEST, answer, { ...REQUEST, ...change }, 1)).toBe(expected);
});

test('times are taken in the clock of the record', () => {
  const patient = { ...REQUEST, timeoutMs: 1000 };
  expect(answersToo(REQUEST, ok(attempt('ok', 9)), patient, 0.01)).toBe(true);
  expect(answersToo(REQUEST, ok(attempt('ok', 11)), patient, 0.01)).toBe(false);
});

test('other effects have to be asked for alike', () => {
  const write = { type: 'database', database: null, sql: 'x', parameters: [1], rows: false } as const;
  expect(answersToo(write, ok(), write, 1)).toBe(true);
  expect(answersToo(write, ok(), { ...write, parameters: [2] }, 1)).toBe(false);
  expect(answersToo(write, ok(), REQUEST, 1)).toBe(false);
});
