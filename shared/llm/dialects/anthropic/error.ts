import { isObject, type JsonObject } from '../../json.ts';
import type { LlmError, LlmErrorCode } from '../../protocol/error.ts';
import { errorOf, statusOfCode } from '../errors.ts';

const BY_TYPE: Readonly<Record<string, LlmErrorCode>> = {
  invalid_request_error: 'invalid_request',
  authentication_error: 'authentication',
  billing_error: 'quota',
  permission_error: 'permission',
  not_found_error: 'not_found',
  request_too_large: 'context_length',
  rate_limit_error: 'rate_limit',
  timeout_error: 'timeout',
  api_error: 'server',
  overloaded_error: 'overloaded',
};

export function readError(status: number, body: string): LlmError {
  return errorOf(status, body, (json) => errorBody(json['error']));
}

/** An error object as it stands in bodies and in streams. */
export function errorBody(
  error: unknown,
): { message?: string; raw?: string; code?: LlmErrorCode } | undefined {
  if (!isObject(error)) return undefined;
  const { type, message } = error;
  const known = typeof type === 'string' && Object.hasOwn(BY_TYPE, type) ? BY_TYPE[type] : undefined;
  return {
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof type === 'string' ? { raw: type } : {}),
    ...(known === undefined ? {} : { code: known }),
  };
}

export function writeError(error: LlmError): { readonly status: number; readonly body: JsonObject } {
  const type = Object.entries(BY_TYPE).find(([, code]) => code === error.code)?.[0] ?? 'api_error';
  return {
    status: error.status ?? statusOfCode(error.code),
    body: { type: 'error', error: { type, message: error.message }, request_id: null },
  };
}
