import type { Finish } from '../../protocol/response.ts';

/** The 21 reasons of Google's discovery document. `STOP` is said of answers with calls too. */
const FINISHES: Readonly<Record<string, Finish>> = {
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

export function readFinish(raw: string, calls: boolean): Finish {
  const finish = Object.hasOwn(FINISHES, raw) ? (FINISHES[raw] as Finish) : 'other';
  return finish === 'stop' && calls ? 'tool_calls' : finish;
}

/** The nearest of the words; the own word of this dialect where it is one of them. */
export function writeFinish(finish: Finish, raw: string | undefined): string {
  if (raw !== undefined && Object.hasOwn(FINISHES, raw))
    if (FINISHES[raw] === finish || (raw === 'STOP' && finish === 'tool_calls')) return raw;
  switch (finish) {
    case 'stop':
    case 'tool_calls':
      return 'STOP';
    case 'length':
      return 'MAX_TOKENS';
    case 'content_filter':
    case 'refusal':
      return 'SAFETY';
    case 'pause':
    case 'error':
    case 'other':
      return 'OTHER';
  }
}
