import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { Part, ReasoningPart, Source, ToolCallPart } from '../../protocol/part.ts';
import { sourceOfUrl } from '../data-url.ts';
import { Fields, isObjects, oneOf, present } from '../fields.ts';
import { isTextual } from '../text-file.ts';

const DIALECT = 'mistral';

/** One chunk of a content. */
export function readPart(wire: JsonObject): Part {
  const fields = new Fields(wire);
  const type = fields.string('type') ?? '';
  const part = Object.hasOwn(READERS, type) ? READERS[type]?.(fields) : undefined;
  return part === undefined
    ? { type: 'foreign', dialect: DIALECT, value: wire }
    : { ...part, ...fields.extensions(DIALECT) };
}

const READERS: Readonly<Record<string, (fields: Fields) => Exclude<Part, { type: 'foreign' }> | undefined>> =
  {
    text: (fields) => {
      const text = fields.string('text');
      return text === undefined ? undefined : { type: 'text', text };
    },
    image_url: (fields) => {
      const plain = fields.string('image_url');
      if (plain !== undefined) {
        fields.spelled('$image_url', 'string');
        return { type: 'image', source: sourceOfUrl(plain) };
      }
      const inner = new Fields(fields.object('image_url') ?? {});
      const [url, detail] = [inner.string('url'), inner.take('detail', oneOf('auto', 'low', 'high'))];
      if (url === undefined) return undefined;
      fields.leave('image_url', inner.rest());
      return { type: 'image', source: sourceOfUrl(url), ...present({ detail }) };
    },
    document_url: (fields) => {
      const url = fields.string('document_url');
      if (url === undefined) return undefined;
      const source = sourceOfUrl(url);
      if (isTextual(source.mediaType)) fields.spelled('$file', 'data');
      return { type: 'file', source, ...present({ name: fields.string('document_name') }) };
    },
    file: (fields) => {
      const id = fields.string('file_id');
      return id === undefined
        ? undefined
        : { type: 'file', source: { kind: 'upload', id, dialect: DIALECT } };
    },
    input_audio: (fields) => {
      const text = fields.string('input_audio');
      return text === undefined ? undefined : { type: 'audio', source: audioSource(text) };
    },
    thinking: readThinking,
  };

/** An address, or the bytes themselves; no type is said. */
function audioSource(text: string): Source {
  return /^https?:/.test(text) ? { kind: 'url', url: text } : { kind: 'data', data: text };
}

/** Thoughts are chunks; what is not one plain text is remembered. */
function readThinking(fields: Fields): ReasoningPart | undefined {
  const chunks = fields.take('thinking', isObjects);
  if (chunks === undefined) return undefined;
  const text = thoughtsOf(chunks);
  const plain = chunks.length === 1 && Object.keys(chunks[0] ?? {}).length === 2 && text !== undefined;
  if (!plain && chunks.length > 0) fields.spelled('$thinking', chunks as Json);
  return { type: 'reasoning', ...present({ text }), dialect: DIALECT };
}

/** The words of thinking chunks. */
export function thoughtsOf(chunks: readonly JsonObject[]): string | undefined {
  const texts = chunks.filter(({ type, text }) => type === 'text' && typeof text === 'string');
  return texts.length === 0 ? undefined : texts.map(({ text }) => text as string).join('');
}

export function readToolCall(wire: JsonObject): Part {
  const fields = new Fields(wire);
  const call = toolCall(fields);
  return call === undefined
    ? { type: 'foreign', dialect: DIALECT, value: wire }
    : { ...call, ...fields.extensions(DIALECT) };
}

function toolCall(fields: Fields): ToolCallPart | undefined {
  const id = fields.string('id');
  const inner = fields.object('function');
  if (id === undefined || inner === undefined) return undefined;
  if (!fields.literal('type', 'function')) fields.spelled('$type', 'absent');
  const own = new Fields(inner);
  const name = own.string('name');
  const text = own.string('arguments');
  const object = text === undefined ? own.take('arguments', isObject) : undefined;
  if (name === undefined || (text === undefined && object === undefined)) return undefined;
  if (object !== undefined) fields.spelled('$arguments', 'object');
  fields.leave('function', own.rest());
  return { type: 'tool_call', id, name, arguments: text ?? JSON.stringify(object) };
}
