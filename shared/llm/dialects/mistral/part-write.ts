import type { Json, JsonObject } from '../../json.ts';
import { isObject, parseJson, sameJson } from '../../json.ts';
import type {
  AudioPart,
  FilePart,
  ImagePart,
  Part,
  ReasoningPart,
  ToolCallPart,
} from '../../protocol/part.ts';
import type { Message } from '../../protocol/request.ts';
import type { Writing } from '../../transform/writing.ts';
import { dataUrl } from '../data-url.ts';
import { isObjects, present, spelling, withExtension } from '../fields.ts';
import { noteRefusal } from '../left-over.ts';
import { leaveForeign } from '../lost-calls.ts';
import { isKnownUpload, mediaTypeOf, noteFileWords } from '../media-notes.ts';
import { noteReasoning } from '../reasoning-notes.ts';
import { asText } from '../text-file.ts';
import type { ToolIds } from '../tool-ids.ts';
import { thoughtsOf } from './part-read.ts';

const DIALECT = 'mistral';

export type ContentPart = Exclude<Part, { type: 'tool_call' | 'tool_result' }>;

/** One chunk of a content; undefined, with a note, where it has no place. */
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
  const said = part.type === 'file' && !isDocument(part) ? (asText(part, path, writing) ?? part) : part;
  const wire = chunk(said, role, path, writing);
  if (wire === undefined) return undefined;
  if (part.cache !== undefined) writing.noPlace(`${path}/cache`, 'a cache breakpoint', 'low');
  return withExtension(wire, part.extensions, DIALECT);
}

/** Whether a file came as a document: a text that did not is sent as one. */
function isDocument({ extensions }: FilePart): boolean {
  return spelling(extensions, DIALECT, '$file') === 'data';
}

function chunk(
  part: Exclude<ContentPart, { type: 'foreign' }>,
  role: Message['role'],
  path: string,
  writing: Writing,
): JsonObject | undefined {
  const instructs = role === 'system' || role === 'developer';
  if (instructs && part.type !== 'text' && part.type !== 'reasoning')
    return leave(path, `${part.type} in instructions`, writing);
  switch (part.type) {
    case 'text':
      if (part.citations !== undefined) writing.noPlace(`${path}/citations`, 'citations of a text', 'low');
      return { type: 'text', text: part.text };
    case 'refusal':
      if (role !== 'assistant') return leave(path, `a refusal of role ${role}`, writing);
      noteRefusal(path, writing);
      return { type: 'text', text: part.text };
    case 'image':
      return image(part, path, writing);
    case 'audio':
      return audio(part, path, writing);
    case 'file':
      return file(part, path, writing);
    case 'reasoning':
      return thoughts(part, role, path, writing);
  }
}

function image(part: ImagePart, path: string, writing: Writing): JsonObject | undefined {
  const { source, detail } = part;
  if (!writing.takes('input.image')) {
    writing.leaveOut(path, 'input.image', 'images');
    return undefined;
  }
  const url = addressOf(source, 'image/png', path, writing);
  if (url === undefined) return leave(path, 'an image that is neither bytes nor an address', writing);
  const plain = spelling(part.extensions, DIALECT, '$image_url') === 'string' && detail === undefined;
  return { type: 'image_url', image_url: plain ? url : { url, ...present({ detail }) } };
}

/** An address, or the bytes as one; undefined where there are neither. */
function addressOf(
  source: ImagePart['source'],
  usual: string,
  path: string,
  writing: Writing,
): string | undefined {
  if (source.kind === 'url') {
    if (source.mediaType !== undefined)
      writing.noPlace(`${path}/source/mediaType`, 'the type of what an address leads to', 'none');
    return source.url;
  }
  if (source.kind !== 'data') return undefined;
  return dataUrl(source.data, mediaTypeOf(source.mediaType, { type: usual, of: 'Bytes' }, path, writing));
}

function audio({ source }: AudioPart, path: string, writing: Writing): JsonObject | undefined {
  if (!writing.takes('input.audio')) {
    writing.leaveOut(path, 'input.audio', 'audio');
    return undefined;
  }
  if (source.kind !== 'data' && source.kind !== 'url')
    return leave(path, 'audio that is neither bytes nor an address', writing);
  if (source.mediaType !== undefined) writing.noPlace(`${path}/source/mediaType`, 'the type of audio', 'low');
  return { type: 'input_audio', input_audio: source.kind === 'data' ? source.data : source.url };
}

const FILE_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function file(part: FilePart, path: string, writing: Writing): JsonObject | undefined {
  const { source, name } = part;
  const needed = source.mediaType?.startsWith('video/') ? 'input.video' : 'input.file';
  if (!writing.takes(needed)) {
    writing.leaveOut(path, needed, needed === 'input.video' ? 'videos' : 'files');
    return undefined;
  }
  noteFileWords(part, path, writing);
  if (source.kind === 'upload') {
    if (!isKnownUpload(source, DIALECT, path, writing)) return undefined;
    if (!FILE_ID.test(source.id)) return leave(path, 'a file that was uploaded elsewhere', writing);
    writing.noPlace(`${path}/name`, 'the name of an uploaded file', 'low');
    writing.noPlace(`${path}/source/mediaType`, 'the type of an uploaded file', 'none');
    return { type: 'file', file_id: source.id };
  }
  const url = addressOf(source, 'application/pdf', path, writing);
  if (url === undefined) return leave(path, 'a file without bytes and address', writing);
  return { type: 'document_url', document_url: url, ...present({ document_name: name }) };
}

/** Thoughts go back to the provider that had them, as they came. */
function thoughts(
  part: ReasoningPart,
  role: Message['role'],
  path: string,
  writing: Writing,
): JsonObject | undefined {
  const { id, summary, signature, encrypted } = part;
  const bare = [id, summary, signature, encrypted].every((each) => each === undefined);
  if (part.dialect === DIALECT && bare && role !== 'user' && role !== 'tool') return thinkingChunk(part);
  noteReasoning(part, path, DIALECT, writing);
  return undefined;
}

/** A chunk of thoughts, in the form that they came in. */
export function thinkingChunk(part: ReasoningPart): JsonObject {
  const own = spelling(part.extensions, DIALECT, '$thinking');
  if (own !== undefined && isObjects(own) && sameJson(thoughtsOf(own), part.text))
    return { type: 'thinking', thinking: own };
  const thinking = part.text === undefined ? [] : [{ type: 'text', text: part.text }];
  return { type: 'thinking', thinking };
}

/** A call; `id` as it is to be sent. Arguments are text, or the object that they were. */
export function writeToolCall(part: ToolCallPart, id: string): JsonObject {
  const parsed =
    spelling(part.extensions, DIALECT, '$arguments') === 'object' ? parseJson(part.arguments) : undefined;
  const inner: Record<string, Json> = {
    name: part.name,
    arguments: isObject(parsed) ? parsed : part.arguments,
  };
  const typed = spelling(part.extensions, DIALECT, '$type') === 'absent' ? {} : { type: 'function' };
  return withExtension({ id, ...typed, function: inner }, part.extensions, DIALECT);
}

export function writeCall(part: ToolCallPart, ids: ToolIds, path: string, writing: Writing): JsonObject {
  if (part.cache !== undefined) writing.noPlace(`${path}/cache`, 'a cache breakpoint at a call', 'low');
  return writeToolCall(part, ids.write(part.id, `${path}/id`, writing));
}

function leave(path: string, what: string, writing: Writing): undefined {
  writing.noPlace(path, what, 'high');
  return undefined;
}
