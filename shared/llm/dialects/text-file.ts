import type { FilePart, Source, TextPart } from '../protocol/part.ts';
import type { Writing } from '../transform/writing.ts';
import { textOfBase64 } from './base64.ts';
import { present } from './fields.ts';
import { noteFileWords } from './media-notes.ts';

/** Files of nothing but text: where a provider takes no such files, their words are sent. */

const TEXTUAL = /^(text\/[^;]+|application\/(json|xml|yaml|javascript)|[^;]+\+(json|xml))(;.*)?$/;

export function isTextual(mediaType: string | undefined): boolean {
  return mediaType !== undefined && TEXTUAL.test(mediaType);
}

/** The words of a file of text that is in the request itself. */
export function wordsOf(source: Source): string | undefined {
  if (source.kind === 'text') return source.text;
  return source.kind === 'data' && isTextual(source.mediaType) ? textOfBase64(source.data) : undefined;
}

/** A file of text as a text; undefined where it is none. What is not in its words is told. */
export function asText(part: FilePart, path: string, writing: Writing): TextPart | undefined {
  const text = wordsOf(part.source);
  if (text === undefined) return undefined;
  writing.note(`${path}/type`, {
    class: 'emulated',
    severity: 'low',
    reason: `${writing.target.provider.name} takes no files of text: its words were sent as a text.`,
  });
  writing.note(`${path}/source`, MOVED);
  writing.note(`${path}/text`, MOVED);
  if (part.name !== undefined)
    writing.noPlace(`${path}/name`, 'the name of a file that is sent as text', 'low');
  noteFileWords(part, path, writing);
  return { type: 'text', text, ...present({ cache: part.cache, extensions: part.extensions }) };
}

const MOVED = {
  class: 'relocated',
  severity: 'none',
  reason: 'The words of the file are the text.',
} as const;
