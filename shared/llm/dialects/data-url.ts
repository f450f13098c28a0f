import type { Source } from '../protocol/part.ts';

const DATA_URL = /^data:([^;,]+);base64,/;

/** An address, or the bytes that it holds itself. Only what is written the same way again counts as bytes. */
export function sourceOfUrl(url: string): Source {
  const head = DATA_URL.exec(url);
  return head === null
    ? { kind: 'url', url }
    : { kind: 'data', data: url.slice(head[0].length), mediaType: head[1] as string };
}

export function dataUrl(data: string, mediaType: string): string {
  return `data:${mediaType};base64,${data}`;
}
