import { isObject, type JsonObject } from '../../json.ts';
import type { LlmError } from '../../protocol/error.ts';
import { detailText, errorOf, statusOfCode } from '../errors.ts';

export function readError(status: number, body: string): LlmError {
  return errorOf(status, body, errorBody);
}

/** A message with a type and a code, or the list of what is wrong with a request. */
export function errorBody(error: JsonObject): { message?: string; raw?: string } {
  if (isObject(error['error'])) return errorBody(error['error']);
  const { message, detail, type, code } = error;
  const text =
    typeof message === 'string' ? message : detailText(isObject(message) ? message['detail'] : detail);
  const raw = [code, type].find((each) => typeof each === 'string' && each !== '');
  return {
    ...(text === undefined ? {} : { message: text }),
    ...(typeof raw === 'string' ? { raw } : {}),
  };
}

export function writeError(error: LlmError): { readonly status: number; readonly body: JsonObject } {
  return {
    status: error.status ?? statusOfCode(error.code),
    body: { object: 'error', message: error.message, type: error.raw ?? error.code, param: null, code: null },
  };
}
