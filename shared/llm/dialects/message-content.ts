import type { Json, JsonObject } from '../json.ts';
import type { Dialect, Part } from '../protocol/part.ts';
import type { Message } from '../protocol/request.ts';
import type { Links } from '../transform/links.ts';
import { type Fields, isAny, isObjects } from './fields.ts';

/** Contents of messages that are a text or a list of parts, as OpenAI's chat and Mistral's have them. */
export function isContent(value: Json | undefined): boolean {
  return value === undefined || value === null || typeof value === 'string' || isObjects(value);
}

/** A lone string is one text; what else there is of forms is remembered. */
export function readContent(
  fields: Fields,
  content: Json | undefined,
  there: string,
  readPart: (wire: JsonObject) => Part,
  add: (part: Part, from: string) => void,
): void {
  fields.take('content', isAny);
  if (content === undefined) fields.spelled('$content', 'absent');
  else if (content === null) fields.spelled('$content', 'null');
  else if (typeof content === 'string') add({ type: 'text', text: content }, `${there}/content`);
  else {
    const parts = content as readonly JsonObject[];
    if (parts.length <= 1) fields.spelled('$content', 'parts');
    for (const [k, part] of parts.entries()) add(readPart(part), `${there}/content/${k}`);
  }
}

/** A message that has no canonical form goes as a whole. */
export function foreignMessage(
  dialect: Dialect,
  wire: JsonObject,
  { at, there, links }: { readonly at: string; readonly there: string; readonly links: Links },
): Message {
  links.link(`${at}/content/0`, `${there}/role`);
  return {
    role: 'user',
    content: [{ type: 'foreign', dialect, value: wire }],
    extensions: { [dialect]: { $message: 'foreign' } },
  };
}
