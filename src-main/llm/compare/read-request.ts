import { isMap, isNode, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { LlmReading } from '../../../shared/api/llm.ts';
import { issueText } from '../../../shared/issue-text.ts';
import { isObject, type Json, parseJson } from '../../../shared/llm/json.ts';
import { roundedLosses } from '../../../shared/llm/numbers.ts';
import { chatRequestSchema } from '../../../shared/llm/protocol/request.ts';
import { guessDialect } from '../../../shared/llm/transform/guess.ts';
import { importRequest, type RequestDialect } from '../../../shared/llm/transform/import.ts';
import { dialectOfUrl, readCurl } from './curl.ts';
import { jsonFault } from './json-fault.ts';

/** A text that somebody has, as a canonical request: JSON in any dialect, or a curl command. */
export function readRequestText(text: string, from: RequestDialect | null): LlmReading {
  const trimmed = text.replace(/^\uFEFF/, '').trim();
  if (trimmed === '') return failed('There is nothing to read: paste a request in JSON, or a curl command.');
  return /^curl\s/.test(trimmed) ? readCommand(trimmed, from) : readJson(text, from, undefined, []);
}

function readCommand(text: string, from: RequestDialect | null): LlmReading {
  const curl = readCurl(text);
  if (typeof curl === 'string') return failed(sentence(curl));
  const notes =
    curl.headers.length === 0
      ? []
      : [`Headers were left aside: ${curl.headers.join(', ')}. Keys come from the environment.`];
  const read = readJson(curl.body, from, dialectOfUrl(curl.url), notes);
  // A place within the body says nothing about the command.
  return read.ok ? read : { ...read, line: null, column: null };
}

function readJson(
  text: string,
  from: RequestDialect | null,
  told: RequestDialect | undefined,
  notes: readonly string[],
): LlmReading {
  const json = parseJson(text.replace(/^\uFEFF/, ''));
  if (json === undefined) return notJson(text);
  const dialect = from ?? told ?? guessDialect(json);
  if (dialect === undefined) return failed(isObject(json) ? NO_REQUEST : 'A request is a JSON object.');
  const list = LISTS[dialect];
  const looks = guessDialect(json);
  if (looks !== undefined && looks !== dialect && isObject(json) && !Object.hasOwn(json, list))
    return failed(`There are no ${list} in it, as ${dialect} has them: it looks like ${looks}.`);
  const losses = roundedLosses(text, true);
  if (dialect === 'canonical') return canonical(text, json, { notes, losses });
  const value = isObject(json) ? json[list] : undefined;
  const isText = dialect === 'openai-responses' && typeof value === 'string';
  if (value !== undefined && !Array.isArray(value) && !isText)
    return { ok: false, message: `${list}: a list is expected.`, ...placeOf(text, [list]) };
  const request = importRequest(json, dialect);
  if (typeof request === 'string') return failed(sentence(request));
  return { ok: true, request, dialect, notes, losses };
}

/** Where a dialect's messages stand. What else they are is kept as it is; this nobody takes. */
const LISTS = {
  canonical: 'messages',
  'openai-chat': 'messages',
  'openai-responses': 'input',
  anthropic: 'messages',
  gemini: 'contents',
  mistral: 'messages',
} as const;

const NO_REQUEST =
  'This looks like no request: it has neither messages (OpenAI chat, Anthropic, Mistral, canonical) nor input (OpenAI Responses) nor contents (Gemini).';

function canonical(
  text: string,
  json: Json,
  told: Pick<Extract<LlmReading, { ok: true }>, 'notes' | 'losses'>,
): LlmReading {
  const parsed = chatRequestSchema.safeParse(json);
  if (parsed.success) return { ok: true, request: parsed.data, dialect: 'canonical', ...told };
  const issue = parsed.error.issues[0];
  const path = issue?.path ?? [];
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const place = placeOf(text, unknown === undefined ? path : [...path, unknown]);
  const where = path.length === 0 ? 'The request' : path.join('.');
  const what =
    issue?.code === 'invalid_union'
      ? 'it has none of the forms that are known here'
      : issueText(issue?.message ?? 'it is not readable');
  return { ok: false, message: `${where}: ${what}.`, ...place };
}

interface Place {
  readonly line: number | null;
  readonly column: number | null;
}

/** The same place in the text, or the nearest around it: the key of a member, the value of an item. */
function placeOf(text: string, path: readonly PropertyKey[]): Place {
  const lines = new LineCounter();
  let node: unknown = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    logLevel: 'silent',
  }).contents;
  let offset: number | undefined;
  for (const step of path) {
    let found: unknown;
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && key.value === step);
      found = pair?.value;
      if (isScalar(pair?.key)) offset = pair.key.range?.[0] ?? offset;
    } else if (isSeq(node) && typeof step === 'number') {
      found = node.items[step];
      if (isNode(found)) offset = found.range?.[0] ?? offset;
    }
    if (found === undefined) break;
    node = found;
  }
  if (offset === undefined) return NOWHERE;
  const { line, col } = lines.linePos(offset);
  return { line, column: col };
}

const NOWHERE: Place = { line: null, column: null };

function notJson(text: string): LlmReading {
  const fault = jsonFault(text);
  if (fault === null) return failed('This nests too deep to be read.');
  const { offset, wanted } = fault;
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/g)) lines.addNewLine(index + 1);
  const { line, col } = lines.linePos(offset);
  const here = text.slice(offset).match(/^\S{1,12}/)?.[0];
  const found = here === undefined ? 'the text ends' : `there is ${here}`;
  return { ok: false, message: `This is not JSON: ${found} where ${WANTED[wanted]}.`, line, column: col };
}

const WANTED = {
  value: 'a value has to stand',
  'value or ]': 'a value or ] has to stand',
  key: 'a key in double quotes has to stand',
  'key or }': 'a key in double quotes or } has to stand',
  ':': 'a colon has to stand',
  ', or ]': 'a comma or ] has to stand',
  ', or }': 'a comma or } has to stand',
  'nothing more': 'nothing more may stand',
} as const;

function failed(message: string): LlmReading {
  return { ok: false, message, ...NOWHERE };
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
