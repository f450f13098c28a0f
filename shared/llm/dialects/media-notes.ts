import type { Dialect, FilePart, Source } from '../protocol/part.ts';
import type { Writing } from '../transform/writing.ts';

/** Tells of what a dialect cannot say about the file at `path`. */
export function noteFileWords({ context, citations }: FilePart, path: string, writing: Writing): void {
  if (context !== undefined) writing.noPlace(`${path}/context`, 'a word about a file', 'medium');
  if (citations !== undefined)
    writing.noPlace(`${path}/citations`, 'citing a file', citations ? 'medium' : 'none');
}

/** Tells that the text at `path` is sent as the bytes of a file. */
export function noteBytes(path: string, writing: Writing): void {
  writing.note(`${path}/source`, {
    class: 'emulated',
    severity: 'none',
    reason: 'Text was sent as the bytes of a file.',
  });
}

/** Whether an uploaded file may be known to who speaks `dialect`: what was uploaded to somebody else stays behind, which is told. */
export function isKnownUpload(
  { dialect: from }: Extract<Source, { kind: 'upload' }>,
  dialect: Dialect,
  path: string,
  writing: Writing,
): boolean {
  if (from !== undefined && vendor(from) !== vendor(dialect)) {
    writing.noPlace(path, 'a file that was uploaded elsewhere', 'high');
    return false;
  }
  if (from !== dialect)
    writing.note(`${path}/source/dialect`, {
      class: 'default-changed',
      severity: 'none',
      reason: `An upload is taken for one to ${writing.target.provider.name}.`,
    });
  return true;
}

/** Both of OpenAI's interfaces know the same files. */
function vendor(dialect: Dialect): string {
  return dialect === 'openai-responses' ? 'openai-chat' : dialect;
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
