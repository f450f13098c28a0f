import type { FilePart } from '../protocol/part.ts';
import type { Writing } from '../transform/writing.ts';

/** Tells of what a dialect cannot say about the file at `path`. */
export function noteFileWords({ context, citations }: FilePart, path: string, writing: Writing): void {
  if (context !== undefined) writing.noPlace(`${path}/context`, 'a word about a file', 'medium');
  if (citations !== undefined)
    writing.noPlace(`${path}/citations`, 'citing a file', citations ? 'medium' : 'none');
}

/** The media type that the bytes at `path` are sent with: where none is given, the usual one, which is told. */
export function mediaTypeOf(
  given: string | undefined,
  usual: { readonly type: string; readonly of: string },
  path: string,
  writing: Writing,
): string {
  if (given !== undefined) return given;
  writing.note(`${path}/source/mediaType`, {
    class: 'default-changed',
    severity: 'low',
    reason: `${usual.of} must have a type here; ${usual.type} was sent.`,
  });
  return usual.type;
}

export const IMAGES = { type: 'image/png', of: 'Images' };
export const FILES = { type: 'application/pdf', of: 'Files' };
