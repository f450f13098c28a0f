import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { CacheMark, Citation, Part, Source, ToolResultPart } from '../../protocol/part.ts';
import { type Links, NO_LINKS } from '../../transform/links.ts';
import { itemPath, memberPath } from '../../transform/paths.ts';
import { Fields, isObjects, oneOf, present } from '../fields.ts';

const DIALECT = 'anthropic';

/** A content block of a request or an answer. */
export function readPart(wire: JsonObject, at = '', there = '', links: Links = NO_LINKS): Part {
  const fields = new Fields(wire);
  const type = fields.string('type') ?? '';
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  return read?.(fields, { at, there, links }) ?? { type: 'foreign', dialect: DIALECT, value: wire };
}

interface Place {
  readonly at: string;
  readonly there: string;
  readonly links: Links;
}

const READERS: Readonly<Record<string, (fields: Fields, place: Place) => Part | undefined>> = {
  text: (fields) => {
    const text = fields.string('text');
    if (text === undefined) return undefined;
    const citations = fields.take('citations', isObjects)?.map(readCitation);
    return { type: 'text', text, ...present({ citations }), ...rest(fields) };
  },
  image: (fields) => {
    const source = readSource(fields);
    return source === undefined || source.kind === 'text'
      ? undefined
      : { type: 'image', source, ...rest(fields) };
  },
  document: (fields) => {
    const source = readSource(fields);
    if (source === undefined) return undefined;
    const known = present({ name: fields.string('title'), context: fields.string('context') });
    const citing = fields.take('citations', isEnabled);
    return {
      type: 'file',
      source,
      ...known,
      ...(citing === undefined ? {} : { citations: citing['enabled'] === true }),
      ...rest(fields),
    };
  },
  tool_use: (fields) => {
    const id = fields.string('id');
    const name = fields.string('name');
    const input = fields.object('input');
    if (id === undefined || name === undefined || input === undefined) return undefined;
    return { type: 'tool_call', id, name, arguments: JSON.stringify(input), ...rest(fields) };
  },
  tool_result: readToolResult,
  thinking: (fields) => {
    const [text, signature] = [fields.string('thinking'), fields.string('signature')];
    if (text === undefined || signature === undefined) return undefined;
    return { type: 'reasoning', text, signature, dialect: DIALECT, ...fields.extensions(DIALECT) };
  },
  redacted_thinking: (fields) => {
    const encrypted = fields.string('data');
    return encrypted === undefined
      ? undefined
      : { type: 'reasoning', encrypted, dialect: DIALECT, ...fields.extensions(DIALECT) };
  },
};

function readToolResult(fields: Fields, { at, there, links }: Place): ToolResultPart | undefined {
  const callId = fields.string('tool_use_id');
  if (callId === undefined) return undefined;
  const text = fields.string('content');
  const blocks = text === undefined ? fields.take('content', isObjects) : undefined;
  const content: ToolResultPart['content'] = [];
  if (text !== undefined) {
    links.link(itemPath(at, 'content', 0), memberPath(there, 'content'));
    content.push({ type: 'text', text });
  }
  for (let i = 0; blocks !== undefined && i < blocks.length; i++) {
    const block = blocks[i] as JsonObject;
    links.link(itemPath(at, 'content', i), itemPath(there, 'content', i));
    const part = readPart(block);
    content.push(
      part.type === 'text' || part.type === 'image' || part.type === 'file' || part.type === 'foreign'
        ? part
        : { type: 'foreign', dialect: DIALECT, value: block },
    );
  }
  if (text === undefined && blocks === undefined) fields.spelled('$content', 'absent');
  else if (blocks !== undefined && blocks.length <= 1) fields.spelled('$content', 'parts');
  const isError = fields.boolean('is_error');
  return { type: 'tool_result', callId, content, ...present({ isError }), ...rest(fields) };
}

/** Bytes, an address, an upload or plain text; a source with anything more is left to the dialect. */
function readSource(fields: Fields): Source | undefined {
  const wire = fields.object('source');
  if (wire === undefined) return undefined;
  const own = new Fields(wire);
  const type = own.take('type', oneOf('base64', 'url', 'file', 'text'));
  const source = sourceOf(type, own);
  return own.rest() === undefined ? source : undefined;
}

function sourceOf(type: 'base64' | 'url' | 'file' | 'text' | undefined, own: Fields): Source | undefined {
  switch (type) {
    case 'base64': {
      const [data, mediaType] = [own.string('data'), own.string('media_type')];
      return data === undefined ? undefined : { kind: 'data', data, ...present({ mediaType }) };
    }
    case 'text': {
      const [text, mediaType] = [own.string('data'), own.string('media_type')];
      return text === undefined ? undefined : { kind: 'text', text, ...present({ mediaType }) };
    }
    case 'url': {
      const url = own.string('url');
      return url === undefined ? undefined : { kind: 'url', url };
    }
    case 'file': {
      const id = own.string('file_id');
      return id === undefined ? undefined : { kind: 'upload', id, dialect: DIALECT };
    }
    case undefined:
      return undefined;
  }
}

export function readCitation(wire: JsonObject): Citation {
  const fields = new Fields(wire);
  const known = present({
    url: fields.string('url'),
    title: fields.string('title') ?? fields.string('document_title'),
    quote: fields.string('cited_text'),
    document: fields.int('document_index'),
    start: fields.int('start_char_index'),
    end: fields.int('end_char_index'),
  });
  return { ...known, ...fields.extensions(DIALECT) };
}

export function takeCache(fields: Fields): { cache?: CacheMark } {
  const mark = fields.take('cache_control', isMark);
  if (mark === undefined) return {};
  const ttl = mark['ttl'];
  return { cache: ttl === undefined ? {} : { ttl: ttl as '5m' | '1h' } };
}

function rest(fields: Fields): { cache?: CacheMark } {
  return { ...takeCache(fields), ...fields.extensions(DIALECT) };
}

function isMark(value: Json): value is JsonObject {
  if (!isObject(value) || value['type'] !== 'ephemeral') return false;
  const count = Object.keys(value).length;
  return count === 1 || (count === 2 && (value['ttl'] === '5m' || value['ttl'] === '1h'));
}

function isEnabled(value: Json): value is JsonObject {
  return isObject(value) && typeof value['enabled'] === 'boolean' && Object.keys(value).length === 1;
}
