import type { Capability } from '../../capabilities/capability.ts';
import type { JsonDraft, JsonObject } from '../../json.ts';
import type { FilePart, ImagePart, Part, Source } from '../../protocol/part.ts';
import type { Writing } from '../../transform/writing.ts';
import { base64Of } from '../base64.ts';
import { dataUrl } from '../data-url.ts';
import { present, spelling, withExtension } from '../fields.ts';
import { leaveForeign } from '../lost-calls.ts';
import { IMAGES, isKnownUpload, mediaTypeOf, noteBytes, noteFileWords } from '../media-notes.ts';
import { asText, isTextual } from '../text-file.ts';

const DIALECT = 'openai-responses';

/** A content part of what is sent; undefined, with a note, where it has no place. */
export function inputPart(part: Part, path: string, writing: Writing): JsonObject | undefined {
  if (part.type === 'foreign') {
    if (part.dialect === DIALECT) return part.value;
    leaveForeign(part, path, writing);
    return undefined;
  }
  const plain = part.type === 'file' && !writing.takes('input.file');
  const said = plain ? (asText(part, path, writing) ?? part) : part;
  const wire = content(said, path, writing);
  if (wire === undefined) return undefined;
  return withExtension(withMark(wire, said, path, writing), said.extensions, DIALECT);
}

function content(
  part: Exclude<Part, { type: 'foreign' }>,
  path: string,
  writing: Writing,
): JsonObject | undefined {
  switch (part.type) {
    case 'text':
      if (part.citations !== undefined)
        writing.noPlace(`${path}/citations`, 'citations in what is sent', 'low');
      return { type: 'input_text', text: part.text };
    case 'image':
      return image(part, path, writing);
    case 'file':
      return file(part, path, writing);
    case 'audio':
      return leave(path, 'input.audio', 'audio', writing);
    case 'refusal':
    case 'reasoning':
    case 'tool_call':
    case 'tool_result':
      writing.noPlace(path, `${part.type} in what is sent`, 'high');
      return undefined;
  }
}

function withMark(wire: JsonObject, part: Part, path: string, writing: Writing): JsonObject {
  if (!('cache' in part) || part.cache === undefined) return wire;
  if (!writing.takes('cache.marks')) {
    writing.leaveOut(`${path}/cache`, 'cache.marks', 'a cache breakpoint', 'low');
    return wire;
  }
  if (part.cache.ttl !== undefined)
    writing.noPlace(`${path}/cache/ttl`, "a cache breakpoint's time to live", 'low');
  return { ...wire, prompt_cache_breakpoint: { mode: 'explicit' } };
}

function image(
  { source, detail, extensions }: ImagePart,
  path: string,
  writing: Writing,
): JsonObject | undefined {
  if (!writing.takes('input.image')) return leave(path, 'input.image', 'images', writing);
  if (source.kind === 'text') {
    writing.noPlace(path, 'an image of text', 'high');
    return undefined;
  }
  if (source.kind === 'url' && !writing.takes('input.image.url'))
    return leave(path, 'input.image.url', 'images by address', writing);
  if (source.kind === 'upload' && !isKnownUpload(source, DIALECT, path, writing)) return undefined;
  const wire: JsonDraft = { type: 'input_image' };
  if (source.kind === 'upload') wire['file_id'] = source.id;
  else if (source.kind === 'url') wire['image_url'] = source.url;
  else wire['image_url'] = dataUrl(source.data, mediaTypeOf(source.mediaType, IMAGES, path, writing));
  if (source.kind !== 'data') typeOfElsewhere(source.mediaType, path, writing);
  const own = extensions?.[DIALECT];
  if (detail !== undefined) wire['detail'] = detail;
  else if (own?.['detail'] === undefined && spelling(extensions, DIALECT, '$detail') !== 'absent') {
    wire['detail'] = 'auto';
    writing.note(`${path}/detail`, {
      class: 'default-changed',
      severity: 'none',
      reason: 'How closely to look must be said here; "auto" is what holds anyway.',
    });
  }
  return wire;
}

function file(part: FilePart, path: string, writing: Writing): JsonObject | undefined {
  const { source, name } = part;
  if (!writing.takes('input.file')) return leave(path, 'input.file', 'files', writing);
  if (source.mediaType?.startsWith('video/') && !writing.takes('input.video'))
    return leave(path, 'input.video', 'videos', writing);
  if (source.kind === 'upload' && !isKnownUpload(source, DIALECT, path, writing)) return undefined;
  noteFileWords(part, path, writing);
  if (source.kind === 'data' || source.kind === 'text') return fileOfBytes(part, source, path, writing);
  typeOfElsewhere(source.mediaType, path, writing);
  const rest = present({ filename: name });
  return source.kind === 'url'
    ? { type: 'input_file', file_url: source.url, ...rest }
    : { type: 'input_file', file_id: source.id, ...rest };
}

function fileOfBytes(
  { name, extensions }: FilePart,
  source: Extract<Source, { kind: 'data' | 'text' }>,
  path: string,
  writing: Writing,
): JsonObject {
  const mediaType = source.mediaType ?? (source.kind === 'text' ? 'text/plain' : undefined);
  if (source.kind === 'text') noteBytes(path, writing);
  const data = source.kind === 'text' ? base64Of(source.text) : source.data;
  const wire: JsonDraft = {
    type: 'input_file',
    file_data: mediaType === undefined ? data : dataUrl(data, mediaType),
  };
  if (name !== undefined) wire['filename'] = name;
  else if (spelling(extensions, DIALECT, '$filename') !== 'absent') {
    wire['filename'] = isTextual(mediaType) ? 'file.txt' : 'file.pdf';
    writing.note(`${path}/name`, {
      class: 'default-changed',
      severity: 'none',
      reason: 'A file in the request itself must have a name here; one was made up.',
    });
  }
  return wire;
}

function typeOfElsewhere(mediaType: string | undefined, path: string, writing: Writing): void {
  if (mediaType !== undefined)
    writing.noPlace(`${path}/source/mediaType`, 'the type of what is not in the request itself', 'none');
}

function leave(path: string, name: Capability, what: string, writing: Writing): undefined {
  writing.leaveOut(path, name, what);
  return undefined;
}
