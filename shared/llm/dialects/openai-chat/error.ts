import { isObject, type JsonObject } from '../../json.ts';
import type { LlmError, LlmErrorCode } from '../../protocol/error.ts';
import { codeOfStatus, errorOf, statusOfCode } from '../errors.ts';

const BY_CODE: Readonly<Record<string, LlmErrorCode>> = {
  context_length_exceeded: 'context_length',
  insufficient_quota: 'quota',
  invalid_api_key: 'authentication',
  model_not_found: 'not_found',
  rate_limit_exceeded: 'rate_limit',
  content_filter: 'content_filter',
};

export function readError(status: number, body: string): LlmError {
  return errorOf(status, body, (json) => errorBody(json['error']) ?? errorBody(json));
}

/** An error object as it stands in bodies and in streams. */
export function errorBody(
  error: unknown,
): { message?: string; raw?: string; code?: LlmErrorCode } | undefined {
  if (typeof error === 'string') return { message: error };
  if (!isObject(error)) return undefined;
  const { code, type, message } = error;
  const raw = typeof code === 'string' ? code : typeof type === 'string' ? type : undefined;
  const known =
    raw !== undefined && Object.hasOwn(BY_CODE, raw)
      ? BY_CODE[raw]
      : // Within an answer that began well, routers and vLLM say the status that it would have had.
        typeof code === 'number' && code >= 400 && code <= 599
        ? codeOfStatus(code)
        : undefined;
  return {
    ...(typeof message === 'string' ? { message } : {}),
    ...(raw === undefined ? {} : { raw }),
    ...(known === undefined ? {} : { code: known }),
  };
}

export function writeError(error: LlmError): { readonly status: number; readonly body: JsonObject } {
  return {
    status: error.status ?? statusOfCode(error.code),
    body: { error: { message: error.message, type: error.code, param: null, code: error.raw ?? error.code } },
  };
}
