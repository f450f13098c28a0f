import type { Capability } from '../../capabilities/capability.ts';
import type { Json, JsonDraft, JsonObject } from '../../json.ts';
import type {
  CacheMark,
  Citation,
  FilePart,
  ImagePart,
  Part,
  Source,
  ToolCallPart,
  ToolResultPart,
} from '../../protocol/part.ts';
import type { Message } from '../../protocol/request.ts';
import { itemPath, memberPath } from '../../transform/paths.ts';
import type { Writing } from '../../transform/writing.ts';
import { present, spelling, withExtension } from '../fields.ts';
import { noteRefusal } from '../left-over.ts';
import { isOrphan, leaveCall, leaveForeign } from '../lost-calls.ts';
import { FILES, IMAGES, isKnownUpload, mediaTypeOf } from '../media-notes.ts';
import { objectArguments } from '../object-arguments.ts';
import { noteReasoning } from '../reasoning-notes.ts';
import { wordsOf } from '../text-file.ts';
import type { ToolIds } from '../tool-ids.ts';
import { writeCitation } from './citation-write.ts';

const DIALECT = 'anthropic';

/** Breakpoints of the cache: no more than the target takes. */
export class Marks {
  #count = 0;
  readonly #writing: Writing;
  constructor(writing: Writing) {
    this.#writing = writing;
  }

  write(cache: CacheMark | undefined, path: string): { cache_control?: JsonObject } {
    if (cache === undefined) return {};
    const most = this.#writing.cell('cache.marks')?.maxItems ?? Number.POSITIVE_INFINITY;
    if (this.#count >= most) {
      this.#writing.noPlace(path, `more than ${most} cache breakpoints`, 'low');
      return {};
    }
    this.#count++;
    return { cache_control: { type: 'ephemeral', ...present({ ttl: cache.ttl }) } };
  }
}

/** Writes content blocks; undefined, with a note, where a part has no place. */
export class PartWriter {
  readonly #ids: ToolIds;
  readonly #marks: Marks;
  readonly #writing: Writing;

  constructor(ids: ToolIds, marks: Marks, writing: Writing) {
    this.#ids = ids;
    this.#marks = marks;
    this.#writing = writing;
  }

  write(part: Part, role: Message['role'], path: string, there: string): JsonObject | undefined {
    if (part.type === 'foreign') {
      if (part.dialect !== DIALECT) {
        leaveForeign(part, path, this.#writing);
        return undefined;
      }
      this.#writing.link(path, there);
      return part.value;
    }
    const wire = this.#content(part, role, path, there);
    if (wire === undefined) return undefined;
    this.#writing.link(path, there);
    const marked =
      part.type === 'reasoning' || part.cache === undefined
        ? wire
        : { ...wire, ...this.#marks.write(part.cache, `${path}/cache`) };
    if (part.type === 'reasoning' && part.cache !== undefined)
      this.#writing.noPlace(`${path}/cache`, 'a cache breakpoint at thoughts', 'low');
    return withExtension(marked, part.extensions, DIALECT);
  }

  #content(part: Exclude<Part, { type: 'foreign' }>, role: Message['role'], path: string, there: string) {
    switch (part.type) {
      case 'text':
        if (part.text === '') return this.#leave(path, 'an empty text', 'none');
        return { type: 'text', text: part.text, ...this.#citations(part.citations, path) };
      case 'image':
        return this.#image(part, path);
      case 'file':
        return this.#file(part, path);
      case 'audio':
        return this.#refuse(path, 'input.audio', 'audio');
      case 'tool_call':
        if (role === 'assistant') return this.#call(part, path);
        leaveCall(part, role, path, this.#writing);
        return undefined;
      case 'tool_result':
        if (isOrphan(part, path, this.#writing)) return undefined;
        return role === 'assistant' || role === 'system' || role === 'developer'
          ? this.#leave(path, `a result of role ${role}`)
          : this.#result(part, path, there);
      case 'reasoning':
        return this.#thoughts(part, role, path);
      case 'refusal':
        if (role !== 'assistant') return this.#leave(path, `a refusal of role ${role}`);
        if (part.text === '') return this.#leave(path, 'an empty refusal', 'none');
        noteRefusal(path, this.#writing);
        return { type: 'text', text: part.text };
    }
  }

  #citations(citations: readonly Citation[] | undefined, path: string): { citations?: JsonObject[] } {
    if (citations === undefined) return {};
    const own = citations.every((each) => each.extensions?.[DIALECT]?.['type'] !== undefined);
    if (own) return { citations: citations.map(writeCitation) };
    this.#writing.noPlace(`${path}/citations`, 'citations of another provider', 'low');
    return {};
  }

  #image({ source, detail }: ImagePart, path: string): JsonObject | undefined {
    if (!this.#writing.takes('input.image')) return this.#refuse(path, 'input.image', 'images');
    if (detail !== undefined)
      this.#writing.noPlace(`${path}/detail`, 'how closely to look at an image', 'low');
    switch (source.kind) {
      case 'data': {
        if (source.mediaType !== undefined && !IMAGE_TYPES.has(source.mediaType))
          return this.#leave(path, `images of type ${source.mediaType}`);
        const type = mediaTypeOf(source.mediaType, IMAGES, path, this.#writing);
        return { type: 'image', source: { type: 'base64', data: source.data, media_type: type } };
      }
      case 'url':
        if (source.mediaType !== undefined && !IMAGE_TYPES.has(source.mediaType))
          return this.#leave(path, `images of type ${source.mediaType}`);
        this.#typeOfUrl(source.mediaType, path);
        return { type: 'image', source: { type: 'url', url: source.url } };
      case 'upload': {
        const wire = this.#upload(source, path);
        return wire === undefined ? undefined : { type: 'image', source: wire };
      }
      case 'text':
        return this.#leave(path, 'an image of text');
    }
  }

  #typeOfUrl(mediaType: string | undefined, path: string): void {
    if (mediaType !== undefined)
      this.#writing.noPlace(`${path}/source/mediaType`, 'the type of what an address leads to', 'none');
  }

  #file({ source, name, context, citations }: FilePart, path: string): JsonObject | undefined {
    if (!this.#writing.takes('input.file')) return this.#refuse(path, 'input.file', 'files');
    if (source.mediaType?.startsWith('video/') && !this.#writing.takes('input.video'))
      return this.#refuse(path, 'input.video', 'videos');
    const wire = this.#fileSource(source, path);
    if (wire === undefined) return undefined;
    return {
      type: 'document',
      source: wire,
      ...present({ title: name, context }),
      ...(citations === undefined ? {} : { citations: { enabled: citations } }),
    };
  }

  #fileSource(source: FilePart['source'], path: string): JsonObject | undefined {
    switch (source.kind) {
      case 'data':
        if (!isPdf(source.mediaType)) return this.#textOf(source, path);
        return {
          type: 'base64',
          data: source.data,
          media_type: mediaTypeOf(source.mediaType, FILES, path, this.#writing),
        };
      case 'url':
        if (!isPdf(source.mediaType))
          return this.#leave(path, `files of type ${source.mediaType} by address`);
        this.#typeOfUrl(source.mediaType, path);
        return { type: 'url', url: source.url };
      case 'text':
        return this.#text(source.text, source.mediaType, path);
      case 'upload':
        return this.#upload(source, path);
    }
  }

  #text(text: string, mediaType: string | undefined, path: string): JsonObject {
    if (mediaType !== 'text/plain')
      this.#writing.note(`${path}/source/mediaType`, {
        class: 'enum-collapsed',
        severity: 'low',
        reason: 'Text is text/plain here.',
      });
    return { type: 'text', data: text, media_type: 'text/plain' };
  }

  /** Bytes that are a text, as that. */
  #textOf(source: Extract<Source, { kind: 'data' }>, path: string): JsonObject | undefined {
    const text = wordsOf(source);
    if (text === undefined) return this.#leave(path, `files of type ${source.mediaType}`);
    this.#writing.note(`${path}/source`, {
      class: 'emulated',
      severity: 'none',
      reason: 'The bytes of a text were sent as the text.',
    });
    return this.#text(text, source.mediaType, path);
  }

  /** Files are a beta that the vendor's description leaves out: only what was written for it goes back to it. */
  #upload(source: Extract<Source, { kind: 'upload' }>, path: string): JsonObject | undefined {
    if (source.dialect === undefined) return this.#leave(path, 'an upload that was not made here');
    if (!isKnownUpload(source, DIALECT, path, this.#writing)) return undefined;
    this.#typeOfUrl(source.mediaType, path);
    return { type: 'file', file_id: source.id };
  }

  #call({ id, name, arguments: text }: ToolCallPart, path: string): JsonObject {
    const input = objectArguments(text, `${path}/arguments`, this.#writing);
    return { type: 'tool_use', id: this.#ids.write(id, `${path}/id`, this.#writing), name, input };
  }

  #result(part: ToolResultPart, path: string, there: string): JsonObject {
    const wire: JsonDraft = {
      type: 'tool_result',
      tool_use_id: this.#ids.write(part.callId, `${path}/callId`, this.#writing),
    };
    if (part.name !== undefined)
      this.#writing.noPlace(`${path}/name`, "the tool's name in its result", 'none');
    const [only] = part.content;
    const form = spelling(part.extensions, DIALECT, '$content');
    const plain =
      only?.type === 'text' &&
      only.cache === undefined &&
      only.citations === undefined &&
      only.extensions?.[DIALECT] === undefined;
    if (part.content.length === 1 && plain && form !== 'parts') {
      this.#writing.link(itemPath(path, 'content', 0), memberPath(there, 'content'));
      wire['content'] = only.text;
    } else if (part.content.length > 0 || form === 'parts') {
      const content: Json[] = [];
      for (let n = 0; n < part.content.length; n++) {
        const inner = part.content[n] as Part;
        const written = this.write(
          inner,
          'tool',
          itemPath(path, 'content', n),
          itemPath(there, 'content', content.length),
        );
        if (written !== undefined) content.push(written);
      }
      wire['content'] = content;
    } else if (form !== 'absent') wire['content'] = [];
    if (part.isError !== undefined) wire['is_error'] = part.isError;
    return wire;
  }

  #thoughts(
    part: Extract<Part, { type: 'reasoning' }>,
    role: Message['role'],
    path: string,
  ): JsonObject | undefined {
    if (part.dialect === DIALECT && role === 'assistant') {
      const bare = part.id === undefined && part.summary === undefined;
      if (bare && part.encrypted !== undefined && part.text === undefined && part.signature === undefined)
        return { type: 'redacted_thinking', data: part.encrypted };
      if (bare && part.encrypted === undefined && part.text !== undefined && part.signature !== undefined)
        return { type: 'thinking', thinking: part.text, signature: part.signature };
    }
    noteReasoning(part, path, DIALECT, this.#writing);
    return undefined;
  }

  #leave(path: string, what: string, severity: 'none' | 'high' = 'high'): undefined {
    this.#writing.noPlace(path, what, severity);
    return undefined;
  }

  #refuse(path: string, name: Capability, what: string): undefined {
    this.#writing.leaveOut(path, name, what);
    return undefined;
  }
}

const IMAGE_TYPES: ReadonlySet<string> = new Set(['image/jpeg', 'image/png', 'image/gif', 'image/webp']);

/** A file whose type nobody says is taken for one. */
function isPdf(mediaType: string | undefined): boolean {
  return mediaType === undefined || mediaType === 'application/pdf';
}
