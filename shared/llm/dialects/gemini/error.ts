import { isObject, type JsonDraft, type JsonObject } from '../../json.ts';
import type { LlmError, LlmErrorCode } from '../../protocol/error.ts';
import { errorOf, statusOfCode } from '../errors.ts';
import { retryInfo, retryInfoMs } from '../retry-info.ts';

/** Names of `google.rpc.Code`. */
const BY_STATUS: Readonly<Record<string, LlmErrorCode>> = {
  INVALID_ARGUMENT: 'invalid_request',
  FAILED_PRECONDITION: 'invalid_request',
  OUT_OF_RANGE: 'invalid_request',
  UNAUTHENTICATED: 'authentication',
  PERMISSION_DENIED: 'permission',
  NOT_FOUND: 'not_found',
  RESOURCE_EXHAUSTED: 'rate_limit',
  DEADLINE_EXCEEDED: 'timeout',
  INTERNAL: 'server',
  UNAVAILABLE: 'overloaded',
};
const INFO = 'type.googleapis.com/google.rpc.ErrorInfo';

export function readError(status: number, body: string): LlmError {
  return errorOf(status, body, (json) => {
    const { retryAfterMs: _, ...said } = errorBody(json['error']);
    return said;
  });
}

interface ErrorBody {
  readonly message?: string;
  readonly raw?: string;
  readonly code?: LlmErrorCode;
  readonly retryAfterMs?: number;
}

/** A `google.rpc.Status` as it stands in bodies and in streams. A wrong key is a bad argument here; its details say so. */
export function errorBody(error: unknown): ErrorBody {
  if (!isObject(error)) return {};
  const { status, message } = error;
  const details = (Array.isArray(error['details']) ? error['details'] : []).filter(isObject);
  const reason = details.find((each) => each['@type'] === INFO)?.['reason'];
  const wait = retryInfoMs(error);
  const known =
    typeof status === 'string' && Object.hasOwn(BY_STATUS, status) ? BY_STATUS[status] : undefined;
  const code = reason === 'API_KEY_INVALID' ? 'authentication' : known;
  return {
    ...(typeof message === 'string' ? { message } : {}),
    ...(typeof status === 'string' ? { raw: status } : {}),
    ...(code === undefined ? {} : { code }),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
}

export function writeError(error: LlmError): { readonly status: number; readonly body: JsonObject } {
  const status = error.status ?? statusOfCode(error.code);
  const name = Object.entries(BY_STATUS).find(([, code]) => code === error.code)?.[0] ?? 'INTERNAL';
  const body: JsonDraft = { code: status, message: error.message, status: name };
  if (error.retryAfterMs !== undefined) body['details'] = [retryInfo(error.retryAfterMs)];
  return { status, body: { error: body } };
}
