import type { Json, JsonObject } from '../json.ts';
import type { Part } from '../protocol/part.ts';
import type { Message } from '../protocol/request.ts';
import { itemPath, memberPath } from '../transform/paths.ts';
import type { Writing } from '../transform/writing.ts';
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
  else if (typeof content === 'string') add({ type: 'text', text: content }, memberPath(there, 'content'));
  else {
    const parts = content as readonly JsonObject[];
    if (parts.length <= 1) fields.spelled('$content', 'parts');
    for (let k = 0; k < parts.length; k++)
      add(readPart(parts[k] as JsonObject), itemPath(there, 'content', k));
  }
}

/** Tells that each of the tool results that are sent of the message at `at` is one of its own. */
export function noteResults({ role, content }: Message, at: string, sent: number, writing: Writing): void {
  if (sent === 0 || (role === 'tool' && content.length === 1)) return;
  const note = {
    class: 'merged-or-split',
    severity: 'none',
    reason: 'Every tool result is a message of its own here.',
  } as const;
  if (role === 'tool') writing.note(at, { ...note, always: true });
  else writing.note(`${at}/role`, note);
}
