import type { Finish } from '../../protocol/response.ts';
import { type FinishWords, finishWords } from '../finish-words.ts';

/** The 21 reasons of Google's discovery document. */
const WORDS: Readonly<Record<string, Finish>> = {
  STOP: 'stop',
  MAX_TOKENS: 'length',
  SAFETY: 'content_filter',
  RECITATION: 'content_filter',
  BLOCKLIST: 'content_filter',
  PROHIBITED_CONTENT: 'content_filter',
  SPII: 'content_filter',
  IMAGE_SAFETY: 'content_filter',
  IMAGE_PROHIBITED_CONTENT: 'content_filter',
  IMAGE_RECITATION: 'content_filter',
  MALFORMED_FUNCTION_CALL: 'error',
  UNEXPECTED_TOOL_CALL: 'error',
  TOO_MANY_TOOL_CALLS: 'error',
  MISSING_THOUGHT_SIGNATURE: 'error',
  MALFORMED_RESPONSE: 'error',
  FINISH_REASON_UNSPECIFIED: 'other',
  LANGUAGE: 'other',
  OTHER: 'other',
  IMAGE_OTHER: 'other',
  NO_IMAGE: 'other',
  ESCALATION: 'other',
};
const NEAREST: Readonly<Record<Finish, string>> = {
  stop: 'STOP',
  tool_calls: 'STOP',
  length: 'MAX_TOKENS',
  content_filter: 'SAFETY',
  refusal: 'SAFETY',
  pause: 'OTHER',
  error: 'OTHER',
  other: 'OTHER',
};

const WITHOUT_CALLS = finishWords(WORDS, NEAREST);
const WITH_CALLS = finishWords({ ...WORDS, STOP: 'tool_calls' }, NEAREST);

/** `STOP` is said of answers with calls too, and means them there. */
export function finishOf(calls: boolean): FinishWords {
  return calls ? WITH_CALLS : WITHOUT_CALLS;
}
