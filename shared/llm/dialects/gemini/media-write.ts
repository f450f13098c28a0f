import type { Capability } from '../../capabilities/capability.ts';
import type { JsonObject } from '../../json.ts';
import type { Writing } from '../../transform/writing.ts';
import { base64Of } from '../base64.ts';
import { present, spelling } from '../fields.ts';
import { isKnownUpload, noteBytes, noteFileWords } from '../media-notes.ts';
import { isUpload, kindOf, type MediaPart, USUAL } from './media.ts';

/** `inlineData` or `fileData`; undefined, with a note, where the target takes none. */
export function writeMedia(part: MediaPart, path: string, writing: Writing): JsonObject | undefined {
  const { source } = part;
  const needed = capabilityOf(part);
  if (!writing.takes(needed)) {
    writing.leaveOut(path, needed, WHAT[needed] ?? 'files');
    return undefined;
  }
  if (source.kind === 'upload' && !isKnownUpload(source, 'gemini', path, writing)) return undefined;
  if (source.kind === 'upload' && !isUpload(source.id)) {
    writing.noPlace(path, 'a file that was uploaded elsewhere', 'high');
    return undefined;
  }
  noteRest(part, path, writing);
  const mimeType = typeOf(part, path, writing);
  const read = kindOf(mimeType);
  if (read !== part.type)
    writing.note(`${path}/type`, {
      class: 'renamed',
      severity: 'none',
      reason: `What it is, is told by its media type: ${mimeType ?? 'none'}.`,
    });
  switch (source.kind) {
    case 'data':
      return { inlineData: { ...present({ mimeType }), data: source.data } };
    case 'url':
      return { fileData: { ...present({ mimeType }), fileUri: source.url } };
    case 'upload':
      return { fileData: { ...present({ mimeType }), fileUri: source.id } };
    case 'text':
      noteBytes(path, writing);
      return { inlineData: { mimeType: mimeType ?? 'text/plain', data: base64Of(source.text) } };
  }
}

const WHAT: Readonly<Partial<Record<Capability, string>>> = {
  'input.image': 'images',
  'input.image.url': 'images by address',
  'input.audio': 'audio',
  'input.video': 'videos',
};

function capabilityOf({ type, source }: MediaPart): Capability {
  if (type === 'image') return source.kind === 'url' ? 'input.image.url' : 'input.image';
  if (type === 'audio') return 'input.audio';
  return source.mediaType?.startsWith('video/') ? 'input.video' : 'input.file';
}

function noteRest(part: MediaPart, path: string, writing: Writing): void {
  if (part.type === 'image' && part.detail !== undefined)
    writing.noPlace(`${path}/detail`, 'how closely to look at an image', 'low');
  if (part.type !== 'file') return;
  writing.noPlace(`${path}/name`, "a file's name", 'low');
  noteFileWords(part, path, writing);
}

/** Endings of addresses whose type is no question. */
const ENDINGS: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  wav: 'audio/wav',
  mp3: 'audio/mpeg',
  mp4: 'video/mp4',
  pdf: 'application/pdf',
  txt: 'text/plain',
};

/** Everything needs a type; only of a file by address none is made up, and where the dialect itself said none. */
function typeOf(part: MediaPart, path: string, writing: Writing): string | undefined {
  const { source, type, extensions } = part;
  if (source.mediaType !== undefined) return source.mediaType;
  if (source.kind === 'text') return 'text/plain';
  if (spelling(extensions, 'gemini', '$mimeType') === 'absent' && type === 'file') return undefined;
  const ending =
    source.kind === 'url' ? /\.([a-z0-9]+)(?:[?#]|$)/i.exec(source.url)?.[1]?.toLowerCase() : undefined;
  const guess = ENDINGS[ending ?? ''];
  const known = guess !== undefined && (type === 'file' || guess.startsWith(`${type}/`));
  if (!known && type === 'file' && source.kind !== 'data') return undefined;
  const mediaType = known ? guess : USUAL[type];
  writing.note(`${path}/source/mediaType`, {
    class: 'default-changed',
    severity: known ? 'none' : 'low',
    reason: `It must have a type here; ${mediaType} was sent${known ? ', by the ending of its address' : ''}.`,
  });
  return mediaType;
}
