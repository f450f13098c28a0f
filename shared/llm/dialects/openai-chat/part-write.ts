import type { JsonObject } from '../../json.ts';
import type { AudioPart, FilePart, ImagePart, Part } from '../../protocol/part.ts';
import type { Message } from '../../protocol/request.ts';
import { sourceText, type Writing } from '../../transform/writing.ts';
import { dataUrl } from '../data-url.ts';
import { present, spelling, withExtension } from '../fields.ts';
import { leaveForeign } from '../lost-calls.ts';
import { IMAGES, isKnownUpload, mediaTypeOf, noteFileWords } from '../media-notes.ts';
import { asText } from '../text-file.ts';

const DIALECT = 'openai-chat';

type ContentPart = Exclude<Part, { type: 'tool_call' | 'tool_result' | 'reasoning' }>;

/** One part of a content array; undefined, with a note, where it has no place. */
export function writePart(
  part: ContentPart,
  role: Message['role'],
  path: string,
  writing: Writing,
): JsonObject | undefined {
  if (part.type === 'foreign') {
    if (part.dialect === DIALECT) return part.value;
    leaveForeign(part, path, writing);
    return undefined;
  }
  const said = part.type === 'file' && !isFile(part, writing) ? (asText(part, path, writing) ?? part) : part;
  if (said.type !== 'text' && said.type !== 'refusal' && role !== 'user') {
    writing.noPlace(path, `${said.type} of role ${role}`, 'high');
    return undefined;
  }
  const wire = content(said, role, path, writing);
  if (wire === undefined) return undefined;
  const marked = said.cache === undefined ? wire : withMark(wire, said.cache, said.type, path, writing);
  return withExtension(marked, said.extensions, DIALECT);
}

/** Whether it can go as a file: of a type that is taken, or as it came. */
function isFile({ source, extensions }: FilePart, writing: Writing): boolean {
  if (source.kind === 'text' || !writing.takes('input.file')) return false;
  if (source.kind !== 'data' || source.mediaType === undefined) return true;
  const types = writing.cell('input.file')?.values;
  return (
    types === undefined ||
    types.includes(source.mediaType) ||
    spelling(extensions, DIALECT, '$file') === 'data'
  );
}

function content(
  part: Exclude<ContentPart, { type: 'foreign' }>,
  role: Message['role'],
  path: string,
  writing: Writing,
) {
  switch (part.type) {
    case 'text':
      if (part.citations !== undefined) writing.noPlace(`${path}/citations`, 'citations', 'low');
      return { type: 'text', text: part.text };
    case 'refusal':
      if (role === 'assistant') return { type: 'refusal', refusal: part.text };
      writing.noPlace(path, `a refusal of role ${role}`, 'high');
      return undefined;
    case 'image':
      return image(part, path, writing);
    case 'audio':
      return audio(part, path, writing);
    case 'file':
      return file(part, path, writing);
  }
}

function image({ source, detail }: ImagePart, path: string, writing: Writing): JsonObject | undefined {
  if (!writing.takes('input.image')) return leave(path, 'input.image', 'images', writing);
  if (source.kind === 'url' && !writing.takes('input.image.url'))
    return leave(path, 'input.image.url', 'images by address', writing);
  const rest = present({ detail });
  if (source.kind === 'url') {
    if (source.mediaType !== undefined)
      writing.noPlace(`${path}/source/mediaType`, 'the type of an image by address', 'none');
    return { type: 'image_url', image_url: { url: source.url, ...rest } };
  }
  if (source.kind === 'data') {
    const type = mediaTypeOf(source.mediaType, IMAGES, path, writing);
    return {
      type: 'image_url',
      image_url: { url: dataUrl(source.data, type), ...rest },
    };
  }
  writing.noPlace(path, source.kind === 'upload' ? 'an uploaded image' : 'an image of text', 'high');
  return undefined;
}

const AUDIO_TYPES: Readonly<Record<string, string>> = {
  'audio/wav': 'wav',
  'audio/x-wav': 'wav',
  'audio/mpeg': 'mp3',
  'audio/mp3': 'mp3',
};

function audio({ source }: AudioPart, path: string, writing: Writing): JsonObject | undefined {
  if (!writing.takes('input.audio')) return leave(path, 'input.audio', 'audio', writing);
  const format = AUDIO_TYPES[source.mediaType ?? ''];
  if (source.kind !== 'data' || format === undefined) {
    writing.noPlace(path, 'audio other than WAV and MP3 in the request itself', 'high');
    return undefined;
  }
  writing.note(`${path}/source/mediaType`, {
    class: 'renamed',
    severity: 'none',
    reason: `Sent as format \`${format}\`.`,
  });
  return { type: 'input_audio', input_audio: { data: source.data, format } };
}

function file(part: FilePart, path: string, writing: Writing): JsonObject | undefined {
  const { source, name } = part;
  if (!writing.takes('input.file')) return leave(path, 'input.file', 'files', writing);
  if (source.mediaType?.startsWith('video/') && !writing.takes('input.video'))
    return leave(path, 'input.video', 'videos', writing);
  if (source.kind === 'data' && !isFile(part, writing)) {
    const cell = writing.cell('input.file');
    writing.note(path, {
      class: 'rejected',
      severity: 'high',
      reason: `${writing.target.provider.name} takes files of type ${cell?.values?.join(', ')} here.`,
      source: sourceText(cell),
    });
    return undefined;
  }
  noteFileWords(part, path, writing);
  const rest = present({ filename: name });
  switch (source.kind) {
    case 'upload':
      if (!isKnownUpload(source, DIALECT, path, writing)) return undefined;
      if (source.mediaType !== undefined)
        writing.noPlace(`${path}/source/mediaType`, 'the type of an uploaded file', 'none');
      return { type: 'file', file: { file_id: source.id, ...rest } };
    case 'data':
      return {
        type: 'file',
        file: {
          file_data: source.mediaType === undefined ? source.data : dataUrl(source.data, source.mediaType),
          ...rest,
        },
      };
    case 'url':
    case 'text':
      writing.noPlace(path, source.kind === 'url' ? 'files by address' : 'files of plain text', 'high');
      return undefined;
  }
}

function leave(
  path: string,
  name: Parameters<Writing['takes']>[0],
  what: string,
  writing: Writing,
): undefined {
  writing.leaveOut(path, name, what);
  return undefined;
}

function withMark(
  wire: JsonObject,
  cache: NonNullable<ImagePart['cache']>,
  type: ContentPart['type'],
  path: string,
  writing: Writing,
): JsonObject {
  if (type === 'refusal' || !writing.takes('cache.marks')) {
    writing.noPlace(`${path}/cache`, 'a cache breakpoint', 'low');
    return wire;
  }
  if (cache.ttl !== undefined)
    writing.noPlace(`${path}/cache/ttl`, "a cache breakpoint's time to live", 'low');
  return { ...wire, prompt_cache_breakpoint: { mode: 'explicit' } };
}
