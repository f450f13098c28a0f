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

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** A text's UTF-8 bytes in base64. */
export function base64Of(text: string): string {
  const bytes = [...text].flatMap(utf8);
  let out = '';
  for (let i = 0; i < bytes.length; i += 3) {
    const [a = 0, b, c] = bytes.slice(i, i + 3);
    const bits = (a << 16) | ((b ?? 0) << 8) | (c ?? 0);
    const digit = (shift: number): string => ALPHABET[(bits >> shift) & 63] as string;
    out += digit(18) + digit(12) + (b === undefined ? '=' : digit(6)) + (c === undefined ? '=' : digit(0));
  }
  return out;
}

/** One character's bytes; half of a surrogate pair is the replacement character. */
function utf8(character: string): number[] {
  const point = character.codePointAt(0) as number;
  const code = point >= 0xd800 && point <= 0xdfff ? 0xfffd : point;
  const rest = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), rest(0)];
  if (code < 0x10000) return [0xe0 | (code >> 12), rest(6), rest(0)];
  return [0xf0 | (code >> 18), rest(12), rest(6), rest(0)];
}
