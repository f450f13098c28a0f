import type { ChatRequest, Message } from '../../../shared/llm/protocol/request.ts';
import { showBytes } from '../../components/time.ts';

type Part = Message['content'][number];

/** Of all that is attached to one request: what the application can carry to its engine in one piece, with room to spare. */
export const MOST_BYTES = 8_000_000;

/** What was picked or dropped. */
export interface Picked {
  readonly name: string;
  /** IANA media type, or `''` where the system knows none. */
  readonly type: string;
  readonly bytes: Uint8Array;
}

/** An image, a sound, a text or a document, as the canonical protocol says it. */
export function partOf({ name, type, bytes }: Picked): Part {
  const mediaType = type.split(';')[0]?.trim().toLowerCase() ?? '';
  if (mediaType.startsWith('text/')) {
    const source = { kind: 'text' as const, text: new TextDecoder().decode(bytes), mediaType };
    return { type: 'file', source, name };
  }
  const source = {
    kind: 'data' as const,
    data: base64(bytes),
    mediaType: mediaType || 'application/octet-stream',
  };
  if (mediaType.startsWith('image/')) return { type: 'image', source };
  if (mediaType.startsWith('audio/')) return { type: 'audio', source };
  return { type: 'file', source, name };
}

/** A sentence where the files are too much for the request; else null. */
export function tooMuch(request: ChatRequest, files: readonly { readonly size: number }[]): string | null {
  const before = request.messages
    .flatMap(({ content }) => content)
    .reduce((sum, part) => sum + (bytesOf(part) ?? 0), 0);
  const more = files.reduce((sum, { size }) => sum + size, 0);
  return before + more <= MOST_BYTES
    ? null
    : `That would make ${showBytes(before + more)} of attachments: a request takes ${showBytes(MOST_BYTES)}. Name larger ones by their address, in the JSON.`;
}

/** What a part that is no text holds, in a few words; undefined: it is shown as JSON. */
export function about(part: Part): readonly string[] | undefined {
  if (part.type !== 'image' && part.type !== 'audio' && part.type !== 'file') return undefined;
  const { source } = part;
  const bytes = bytesOf(part);
  return [
    ...(part.type === 'file' && part.name !== undefined ? [part.name] : []),
    ...(source.kind === 'url' ? [source.url.startsWith('data:') ? 'data URL' : source.url] : []),
    ...(source.kind === 'upload' ? [`uploaded as ${source.id}`] : []),
    ...(source.mediaType === undefined ? [] : [source.mediaType]),
    ...(bytes === undefined ? [] : [showBytes(bytes)]),
  ];
}

/** undefined: the bytes are elsewhere. */
function bytesOf(part: Part): number | undefined {
  if (part.type !== 'image' && part.type !== 'audio' && part.type !== 'file') return undefined;
  const { source } = part;
  if (source.kind === 'text') return new TextEncoder().encode(source.text).length;
  if (source.kind !== 'data') return undefined;
  const padding = /=*$/.exec(source.data)?.[0].length ?? 0;
  return Math.floor((source.data.length / 4) * 3) - padding;
}

/** In pieces: `String.fromCharCode` takes only so many at once. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 0x8000)
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(text);
}
