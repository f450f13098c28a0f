import { isObject, type JsonObject } from '../json.ts';
import type { LlmError } from '../protocol/error.ts';

/** More answers to one question than anybody gives. */
const MOST = 1024;

/**
 * An event of a stream whose entries of `list` number their answers as nobody does: what is put together by such numbers would
 * have no place, or no end. undefined: they do not.
 */
export function wrongCandidate(event: JsonObject, list: 'choices' | 'candidates'): LlmError | undefined {
  const entries = event[list];
  if (!Array.isArray(entries)) return undefined;
  for (const entry of entries) {
    const index = isObject(entry) ? entry['index'] : undefined;
    if (Number.isInteger(index) && (Number(index) < 0 || Number(index) >= MOST))
      return { code: 'invalid_response', message: `An event of the stream is of answer number ${index}.` };
  }
  return undefined;
}
