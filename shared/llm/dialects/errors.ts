import { isObject, type Json, type JsonObject, parseJson } from '../json.ts';
import type { LlmError, LlmErrorCode } from '../protocol/error.ts';
import { retryInfoMs } from './retry-info.ts';

/** What an HTTP status means where the body says no more. */
export function codeOfStatus(status: number): LlmErrorCode {
  switch (status) {
    case 401:
      return 'authentication';
    case 402:
      return 'quota';
    case 403:
      return 'permission';
    case 404:
      return 'not_found';
    case 408:
    case 504:
      return 'timeout';
    case 413:
      return 'context_length';
    case 429:
      return 'rate_limit';
    case 503:
    case 529:
      return 'overloaded';
    default:
      return status >= 500 ? 'server' : status >= 400 ? 'invalid_request' : 'invalid_response';
  }
}

/**
 * What an error is written with that no provider's answer was: nothing was sent, or nothing came back. SDKs ask again from 500 on,
 * where it may help.
 */
export function statusOfCode(code: LlmErrorCode): number {
  return STATUS[code] ?? 502;
}

const STATUS: Readonly<Partial<Record<LlmErrorCode, number>>> = {
  invalid_request: 400,
  context_length: 400,
  content_filter: 400,
  authentication: 401,
  quota: 402,
  permission: 403,
  not_found: 404,
  refused_by_policy: 422,
  rate_limit: 429,
  overloaded: 503,
  timeout: 504,
};

/** The error of an answer; a body that is not JSON (a proxy's HTML) is not repeated. */
export function errorOf(
  status: number,
  body: string,
  read: (json: JsonObject) => { message?: string; raw?: string; code?: LlmErrorCode } | undefined,
): LlmError {
  const json = parseJson(body);
  // Gemini wraps the errors of streams into a list.
  const first = Array.isArray(json) ? json[0] : json;
  const said = isObject(first) ? read(first) : undefined;
  const error = isObject(first) ? first['error'] : undefined;
  const retryAfterMs = isObject(error) ? retryInfoMs(error) : undefined;
  return {
    code: said?.code ?? codeOfStatus(status),
    message:
      said?.message ?? plainMessage(first) ?? `The provider answered with status ${status} and no message.`,
    status,
    ...(said?.raw === undefined ? {} : { raw: said.raw }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
    ...(json === undefined ? {} : { body: json }),
  };
}

/** What servers say that keep to no vendor's form: a text, or a list of what is wrong with a request. */
function plainMessage(json: Json | undefined): string | undefined {
  if (!isObject(json)) return undefined;
  const { error, message, detail } = json;
  const text = [error, message].find((each) => typeof each === 'string' && each !== '');
  return typeof text === 'string' ? text : detailText(detail);
}

export function detailText(detail: Json | undefined): string | undefined {
  if (typeof detail === 'string') return detail;
  if (!Array.isArray(detail)) return undefined;
  const lines = detail
    .filter(isObject)
    .map(({ loc, msg }) => `${Array.isArray(loc) ? loc.join('.') : 'request'}: ${msg}`);
  return lines.length === 0 ? undefined : lines.join('; ');
}
