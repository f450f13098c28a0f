import { isObject, type JsonObject, sameJson } from '../../json.ts';
import type { CacheMark, Part, Source } from '../../protocol/part.ts';
import { sourceOfUrl } from '../data-url.ts';
import { Fields, oneOf, present } from '../fields.ts';

const DIALECT = 'openai-chat';

/** Media types of the formats that `input_audio` names. */
const AUDIO_FORMATS: Readonly<Record<string, string>> = { wav: 'audio/wav', mp3: 'audio/mpeg' };

/** One part of a content array. */
export function readPart(wire: JsonObject): Part {
  const read = READERS[String(wire['type'])];
  const fields = new Fields(wire);
  fields.string('type');
  return read?.(wire, fields) ?? { type: 'foreign', dialect: DIALECT, value: wire };
}

const READERS: Readonly<Record<string, (wire: JsonObject, fields: Fields) => Part | undefined>> = {
  text: (_, fields) => {
    const text = fields.string('text');
    return text === undefined ? undefined : { type: 'text', text, ...rest(fields) };
  },
  refusal: (_, fields) => {
    const text = fields.string('refusal');
    return text === undefined ? undefined : { type: 'refusal', text, ...fields.extensions(DIALECT) };
  },
  image_url: (_, fields) => {
    const image = new Fields(fields.object('image_url') ?? {});
    const url = image.string('url');
    if (url === undefined) return undefined;
    const detail = image.take('detail', oneOf('auto', 'low', 'high'));
    fields.leave('image_url', image.rest());
    return { type: 'image', source: sourceOfUrl(url), ...present({ detail }), ...rest(fields) };
  },
  input_audio: (_, fields) => {
    const audio = new Fields(fields.object('input_audio') ?? {});
    const data = audio.string('data');
    const mediaType = AUDIO_FORMATS[audio.string('format') ?? ''];
    if (data === undefined || mediaType === undefined) return undefined;
    fields.leave('input_audio', audio.rest());
    return { type: 'audio', source: { kind: 'data', data, mediaType }, ...rest(fields) };
  },
  file: (_, fields) => {
    const file = new Fields(fields.object('file') ?? {});
    const id = file.string('file_id');
    const data = id === undefined ? file.string('file_data') : undefined;
    const name = file.string('filename');
    if (id === undefined && data === undefined) return undefined;
    fields.leave('file', file.rest());
    const source: Source =
      id === undefined ? sourceOfData(data ?? '') : { kind: 'upload', id, dialect: DIALECT };
    if (source.kind === 'data' && source.mediaType !== undefined && source.mediaType !== 'application/pdf')
      fields.spelled('$file', 'data');
    return { type: 'file', source, ...present({ name }), ...rest(fields) };
  },
};

function sourceOfData(data: string) {
  const source = sourceOfUrl(data);
  return source.kind === 'data' ? source : { kind: 'data' as const, data };
}

/** A breakpoint of the cache, and what is left. */
function rest(fields: Fields): { cache?: CacheMark } {
  const explicit = fields.take('prompt_cache_breakpoint', (value): value is JsonObject =>
    isObject(value) ? sameJson(value, { mode: 'explicit' }) : false,
  );
  return { ...(explicit === undefined ? {} : { cache: {} }), ...fields.extensions(DIALECT) };
}
