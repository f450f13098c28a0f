import { isObject, type JsonObject, sameJson } from '../../json.ts';
import type { CacheMark, Citation, Part, Source } from '../../protocol/part.ts';
import { sourceOfUrl } from '../data-url.ts';
import { Fields, isNull, isObjects, oneOf, present } from '../fields.ts';

const DIALECT = 'openai-responses';

/** A content part: of what is sent (`input_*`), or of what was answered (`output_text`, `refusal`). */
export function readPart(wire: JsonObject): Part {
  const fields = new Fields(wire);
  const type = fields.string('type') ?? '';
  const read = Object.hasOwn(READERS, type) ? READERS[type] : undefined;
  return read?.(fields, wire) ?? { type: 'foreign', dialect: DIALECT, value: wire };
}

const READERS: Readonly<Record<string, (fields: Fields, wire: JsonObject) => Part | undefined>> = {
  input_text: (fields) => {
    const text = fields.string('text');
    return text === undefined ? undefined : { type: 'text', text, ...rest(fields) };
  },
  output_text: (fields) => {
    const text = fields.string('text');
    if (text === undefined) return undefined;
    const citations = fields.take('annotations', isUrlCitations)?.map(readCitation);
    if (citations === undefined) emptyList(fields, 'annotations');
    emptyList(fields, 'logprobs');
    return { type: 'text', text, ...present({ citations }), ...fields.extensions(DIALECT) };
  },
  refusal: (fields) => {
    const text = fields.string('refusal');
    return text === undefined ? undefined : { type: 'refusal', text, ...fields.extensions(DIALECT) };
  },
  input_image: (fields, wire) => {
    const source = readSource(fields, 'image_url');
    if (source === undefined) return undefined;
    const detail = fields.take('detail', oneOf('auto', 'low', 'high'));
    if (wire['detail'] === undefined) fields.spelled('$detail', 'absent');
    return { type: 'image', source, ...present({ detail }), ...rest(fields) };
  },
  input_file: (fields) => {
    const source = readSource(fields, 'file_url') ?? readData(fields);
    if (source === undefined) return undefined;
    const name = fields.string('filename');
    if (name === undefined && source.kind === 'data') fields.spelled('$filename', 'absent');
    return { type: 'file', source, ...present({ name }), ...rest(fields) };
  },
};

/** An upload, or an address. */
function readSource(fields: Fields, key: string): Source | undefined {
  const id = fields.string('file_id');
  if (id !== undefined) return { kind: 'upload', id, dialect: DIALECT };
  const url = fields.string(key);
  return url === undefined ? undefined : sourceOfUrl(url);
}

function readData(fields: Fields): Source | undefined {
  const data = fields.string('file_data');
  if (data === undefined) return undefined;
  const source = sourceOfUrl(data);
  return source.kind === 'data' ? source : { kind: 'data', data };
}

/** Answers name everything, also what is not there; history that people write does not. */
function emptyList(fields: Fields, key: 'annotations' | 'logprobs'): void {
  const empty = fields.take(
    key,
    (value): value is readonly never[] => Array.isArray(value) && value.length === 0,
  );
  if (empty === undefined) fields.spelled(`$${key}`, 'absent');
}

function rest(fields: Fields): { cache?: CacheMark } {
  const mark = fields.take(
    'prompt_cache_breakpoint',
    (value): value is JsonObject => isObject(value) && sameJson(value, { mode: 'explicit' }),
  );
  return { ...(mark === undefined ? {} : { cache: {} }), ...fields.extensions(DIALECT) };
}

function isUrlCitations(value: unknown): value is readonly JsonObject[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((each) => isObject(each) && each['type'] === 'url_citation')
  );
}

export function readCitation(wire: JsonObject): Citation {
  const fields = new Fields(wire);
  fields.literal('type', 'url_citation');
  const known = present({
    url: fields.string('url'),
    title: fields.string('title'),
    start: fields.int('start_index'),
    end: fields.int('end_index'),
  });
  return { ...known, ...fields.extensions(DIALECT) };
}

/** Thoughts: their summary, or the thoughts themselves. How a summary was divided is remembered. */
export function readReasoning(wire: JsonObject): Part | undefined {
  const fields = new Fields(wire);
  fields.string('type');
  const id = fields.string('id');
  const summary = textsOf(fields, 'summary', 'summary_text');
  if (id === undefined || summary === undefined) return undefined;
  const thoughts = summary.length > 0 ? undefined : textsOf(fields, 'content', 'reasoning_text');
  const texts = summary.length > 0 ? summary : (thoughts ?? []);
  if (texts.length > 1)
    fields.spelled(
      '$lengths',
      texts.map(({ length }) => length),
    );
  if (thoughts?.length === 0) fields.spelled('$content', 'empty');
  const encrypted = fields.string('encrypted_content');
  if (encrypted === undefined && fields.take('encrypted_content', isNull) === null)
    fields.spelled('$encrypted', 'null');
  return {
    type: 'reasoning',
    id,
    ...(texts.length === 0 ? {} : { text: texts.join(BETWEEN) }),
    ...(summary.length === 0 ? {} : { summary: true }),
    ...present({ encrypted }),
    dialect: DIALECT,
    ...fields.extensions(DIALECT),
  };
}

/** Between the texts of one item of thoughts. */
export const BETWEEN = '\n\n';

/** The texts of a list of parts that are all of one type and nothing more. */
function textsOf(fields: Fields, key: string, type: string): string[] | undefined {
  const list = fields.take(
    key,
    (value): value is readonly JsonObject[] =>
      isObjects(value) &&
      value.every(
        (each) => each['type'] === type && typeof each['text'] === 'string' && Object.keys(each).length === 2,
      ),
  );
  return list?.map(({ text }) => text as string);
}
