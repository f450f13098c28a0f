import { adapterOf } from '../dialects/adapters.ts';
import { isObject, type Json } from '../json.ts';
import type { Dialect } from '../protocol/part.ts';
import { type ChatRequest, chatRequestSchema } from '../protocol/request.ts';
import { NO_LINKS } from './links.ts';

/** What a request file may be written in. */
export type RequestDialect = Dialect | 'canonical';

/** A request written in any dialect as a canonical one; a string says what is wrong with it. */
export function importRequest(json: Json, from: RequestDialect): ChatRequest | string {
  if (!isObject(json)) return 'a request is a JSON object';
  if (from !== 'canonical') return adapterOf(from).readRequest(json, NO_LINKS);
  const parsed = chatRequestSchema.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  return issue === undefined
    ? 'not a canonical request'
    : `${issue.path.join('.') || 'the request'}: ${issue.message}`;
}

/** Which dialect a request is most likely written in, by the fields that only one of them has. */
export function guessDialect(json: Json): RequestDialect {
  if (!isObject(json)) return 'canonical';
  if ('contents' in json) return 'gemini';
  if ('input' in json) return 'openai-responses';
  if ('parameters' in json || 'toolChoice' in json || 'responseFormat' in json || 'extensions' in json)
    return 'canonical';
  if ('system' in json || 'stop_sequences' in json || 'thinking' in json || 'output_config' in json)
    return 'anthropic';
  if ('random_seed' in json || 'safe_prompt' in json) return 'mistral';
  return 'openai-chat';
}
