import type { JsonDraft, JsonObject } from '../json.ts';
import type { Dialect, Extensions, ToolResultPart } from '../protocol/part.ts';
import type { Message } from '../protocol/request.ts';
import { itemPath, memberPath } from '../transform/paths.ts';
import type { Writing } from '../transform/writing.ts';
import { spelling } from './fields.ts';

/**
 * What messages have in common in OpenAI's chat and in the dialects that were made after it: `content` is a text or a list, and
 * results of tools are messages of their own.
 */

/** A written part, and where it stood in the request. */
export interface Chunk {
  readonly path: string;
  readonly wire: JsonObject;
}

/** Where a content stands in the request (`at`: what it is the content of) and on the wire. */
export interface ContentPlace {
  readonly dialect: Dialect;
  readonly at: string;
  readonly there: string;
  readonly extensions: Extensions | undefined;
}

/** The content of a message. One that says nothing is null where it is the model's, which may only call, or where it was read so. */
export function putContent(
  wire: JsonDraft,
  chunks: readonly Chunk[],
  place: ContentPlace,
  role: string,
  writing: Writing,
): void {
  const form = putChunks(wire, chunks, place, writing);
  if (chunks.length > 0 || form === 'parts' || form === 'absent') return;
  if (form === 'null' || role === 'assistant') wire['content'] = null;
  else putNothing(wire, place, writing);
}

/** The content of a tool's result, which always has one. */
export function putResult(
  wire: JsonDraft,
  chunks: readonly Chunk[],
  place: ContentPlace,
  writing: Writing,
): void {
  const form = putChunks(wire, chunks, place, writing);
  if (chunks.length === 0 && form !== 'parts') putNothing(wire, place, writing);
}

/** A lone text is a string, unless it was a list before. Gives the form that is remembered. */
function putChunks(
  wire: JsonDraft,
  chunks: readonly Chunk[],
  { dialect, there, extensions }: ContentPlace,
  writing: Writing,
): unknown {
  const form = spelling(extensions, dialect, '$content');
  const first = chunks[0]?.wire;
  const lone =
    chunks.length === 1 && first?.['type'] === 'text' && Object.keys(first).length === 2 && form !== 'parts';
  for (let k = 0; k < chunks.length; k++)
    writing.link(
      (chunks[k] as Chunk).path,
      lone ? memberPath(there, 'content') : itemPath(there, 'content', k),
    );
  if (lone) wire['content'] = first['text'] as string;
  else if (chunks.length > 0 || form === 'parts') wire['content'] = chunks.map((chunk) => chunk.wire);
  return form;
}

/** Contents are there here, and may be empty. */
function putNothing(wire: JsonDraft, { at, there }: ContentPlace, writing: Writing): void {
  wire['content'] = '';
  writing.addition(`${there}/content`, at, {
    class: 'default-changed',
    severity: 'none',
    reason: 'A message has a content here: an empty text was sent.',
  });
}

/** The role of what is no tool's result. */
export function writeRole({ role }: Message, at: string, knowsDeveloper: boolean, writing: Writing): string {
  if (role === 'developer' && !knowsDeveloper) {
    writing.note(`${at}/role`, {
      class: 'renamed',
      severity: 'low',
      reason: `${writing.target.provider.name} knows only \`system\`.`,
    });
    return 'system';
  }
  if (role !== 'tool') return role;
  writing.note(`${at}/role`, {
    class: 'enum-collapsed',
    severity: 'medium',
    reason: 'A message of role `tool` holds nothing but a tool result here; the rest was sent as the user.',
  });
  return 'user';
}

/** What a result's message has no place for. */
export function noteResultFields({ isError, cache }: ToolResultPart, path: string, writing: Writing): void {
  if (isError !== undefined)
    writing.noPlace(`${path}/isError`, 'whether a tool failed', isError ? 'medium' : 'none');
  if (cache !== undefined) writing.noPlace(`${path}/cache`, 'a cache breakpoint at a tool result', 'low');
}
