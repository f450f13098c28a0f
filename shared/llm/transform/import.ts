import { issueText } from '../../issue-text.ts';
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
    : `${issue.path.join('.') || 'the request'}: ${issueText(issue.message)}`;
}
