import type { DialectAdapter } from '../dialects/dialect.ts';
import { isObject, type JsonObject } from '../json.ts';
import type { Conversion } from '../losses/loss.ts';
import { roundedLosses } from '../numbers.ts';
import type { LlmError } from '../protocol/error.ts';
import type { ChatResponse } from '../protocol/response.ts';

/**
 * A body as a whole answer: `json` is what `text` says. Some servers answer with status 200 and an error: that is one, whatever
 * the status. `null`: it holds no answer.
 */
export function readAnswer(
  adapter: DialectAdapter,
  json: JsonObject,
  text: string,
  status: number,
): Conversion<ChatResponse> | { readonly error: LlmError } | null {
  if (isObject(json['error'])) return { error: adapter.readError(status, text) };
  const { value, losses } = adapter.readResponse(json);
  const [first] = value.candidates;
  if (first === undefined || (first.content.length === 0 && first.finish === undefined))
    return typeof json['error'] === 'string' ? { error: adapter.readError(status, text) } : null;
  return { value, losses: [...losses, ...roundedLosses(text, false)] };
}
