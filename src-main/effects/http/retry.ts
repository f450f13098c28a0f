import type { RetryRequest, RunError } from '../../../shared/trace/event.ts';

/** May the same request be made again after this error? */
export function isRetryable(error: RunError): boolean {
  return (
    error.code === 'timeout' ||
    error.code === 'connection_failed' ||
    error.fields['status'] === 429 ||
    error.fields['class'] === 'http_5xx'
  );
}

/**
 * How long to wait before attempt `attempt` + 1 (from 1), unscaled; null: not at all.
 * A service that asks for a longer pause is given it, unless the policy's greatest delay is shorter: then there is no point in asking again.
 */
export function retryDelay(retry: RetryRequest, attempt: number, retryAfterMs: number | null): number | null {
  if (attempt >= retry.max_attempts) return null;
  const factor = retry.backoff === 'constant' ? 1 : retry.backoff === 'linear' ? attempt : 2 ** (attempt - 1);
  const limit = retry.max_delay_ms ?? Number.POSITIVE_INFINITY;
  const delay = Math.min(retry.initial_delay_ms * factor, limit);
  if (retryAfterMs === null || retryAfterMs <= delay) return delay;
  return retryAfterMs > Math.min(limit, LONGEST_RETRY_AFTER_MS) ? null : retryAfterMs;
}

const LONGEST_RETRY_AFTER_MS = 300_000;

/** The header's value in milliseconds: seconds, or a date. */
export function retryAfterMs(header: string | undefined, nowMs: number): number | null {
  if (header === undefined) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs);
}
