import type { RetryPolicy } from './contract.ts';

/**
 * How long to wait before the next attempt, after `tries` of them: twice as long each time unless `backoff` says otherwise, of
 * which a random half, and never
 * shorter than the provider asked for. Undefined: there is no next one.
 */
export function retryPause(
  policy: RetryPolicy,
  tries: number,
  askedMs: number | undefined,
  random: () => number,
): number | undefined {
  if (tries >= policy.attempts || (askedMs ?? 0) > policy.maxMs) return undefined;
  const growth = policy.backoff === 'constant' ? 1 : policy.backoff === 'linear' ? tries : 2 ** (tries - 1);
  const backoff = Math.min(policy.maxMs, policy.initialMs * growth);
  return Math.max(backoff * (0.5 + 0.5 * random()), askedMs ?? 0);
}
