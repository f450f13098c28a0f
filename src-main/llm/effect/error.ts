import type { Loss } from '../../../shared/llm/losses/loss.ts';
import type { LlmError, LlmErrorCode } from '../../../shared/llm/protocol/error.ts';
import type { RunError } from '../../../shared/trace/event.ts';
import type { CanonicalObject } from '../../../shared/values/canonical.ts';
import { effectError } from '../../effects/answer.ts';

/** The language's code for each; where a service would fail the same way, it is the same code. */
const CODES: Readonly<Record<LlmErrorCode, string>> = {
  timeout: 'timeout',
  rate_limit: 'rate_limit',
  connection: 'connection_failed',
  stream_interrupted: 'connection_failed',
  overloaded: 'service_unavailable',
  server: 'http_5xx',
  authentication: 'http_4xx',
  permission: 'http_4xx',
  not_found: 'http_4xx',
  invalid_request: 'invalid_request',
  quota: 'quota_exceeded',
  context_length: 'context_length',
  content_filter: 'content_filter',
  invalid_response: 'invalid_response',
  cancelled: 'cancelled',
  refused_by_policy: 'llm_refused_loss',
};

/** Why a call failed, as the error of a step. `refused`: the losses for which nothing was sent. */
export function runErrorOf(error: LlmError, target: string | null, refused: readonly Loss[]): RunError {
  const { code, status, retryAfterMs, raw } = error;
  const fields: CanonicalObject = {
    reason: code,
    target,
    ...(status === undefined ? {} : { status, class: `http_${Math.floor(status / 100)}xx` }),
    ...(retryAfterMs === undefined ? {} : { retry_after_seconds: Math.ceil(retryAfterMs / 1000) }),
    ...(raw === undefined ? {} : { provider_code: raw }),
    ...(refused.length === 0
      ? {}
      : {
          losses: refused.map(({ class: kind, path, severity, reason }) => ({
            class: kind,
            path,
            severity,
            reason,
          })),
        }),
  };
  // Nothing was sent: there is no key to send it with.
  if (code === 'authentication' && status === undefined)
    return effectError('secret_missing', error.message, fields);
  return effectError(CODES[code], error.message, fields);
}
