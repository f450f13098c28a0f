import type { AudioPart, FilePart, ImagePart, Source } from '../../protocol/part.ts';
import { Fields, present } from '../fields.ts';

/** Files that were uploaded to the provider have addresses below this one. */
const UPLOADS = 'https://generativelanguage.googleapis.com/';

export type MediaPart = ImagePart | AudioPart | FilePart;

/** `inlineData` and `fileData`: what it is, is said by its media type alone. That none was said is remembered. */
export function readMedia(fields: Fields): MediaPart | undefined {
  const inline = fields.object('inlineData');
  const key = inline === undefined ? 'fileData' : 'inlineData';
  const wire = inline ?? fields.object(key);
  if (wire === undefined) return undefined;
  const inner = new Fields(wire);
  const bytes = inner.string(inline === undefined ? 'fileUri' : 'data');
  const mediaType = inner.string('mimeType');
  if (bytes === undefined) return undefined;
  if (mediaType === undefined) fields.spelled('$mimeType', 'absent');
  fields.leave(key, inner.rest());
  const type = present({ mediaType });
  if (inline !== undefined) return mediaPart({ kind: 'data', data: bytes, ...type });
  return mediaPart(
    isUpload(bytes)
      ? { kind: 'upload', id: bytes, ...type, dialect: 'gemini' }
      : { kind: 'url', url: bytes, ...type },
  );
}

function mediaPart(source: Source): MediaPart {
  const type = kindOf(source.mediaType);
  if (type === 'image') return { type, source };
  return type === 'audio' ? { type, source } : { type, source };
}

/** What a media type is read as. */
export function kindOf(mediaType: string | undefined): MediaPart['type'] {
  const [kind] = (mediaType ?? '').split('/');
  return kind === 'image' || kind === 'audio' ? kind : 'file';
}

export function isUpload(id: string): boolean {
  return id.startsWith(UPLOADS);
}

/** The media type that stands in for none. */
export const USUAL: Readonly<Record<MediaPart['type'], string>> = {
  image: 'image/png',
  audio: 'audio/wav',
  file: 'application/pdf',
};
