import { type Json, type JsonDraft, type JsonObject, sameJson } from '../../json.ts';
import type { ChatRequest, FunctionTool, ResponseFormat } from '../../protocol/request.ts';
import type { Writing } from '../../transform/writing.ts';
import { notePlaceless, writeFields } from '../field-table.ts';
import { isStrings, present, spelling, withExtension } from '../fields.ts';
import { writeNamedSchema, writeTools } from '../function-shapes.ts';
import { putUser } from '../openai-fields.ts';
import { writeInput } from './message-write.ts';
import { LOGPROBS, RESPONSES_FIELDS, RESPONSES_PLACELESS } from './request-fields.ts';

const DIALECT = 'openai-responses';

/** The body of `POST /responses`. */
export function writeRequest(request: ChatRequest, writing: Writing): JsonObject {
  const out: JsonDraft = { model: writing.target.model };
  Object.assign(out, writeInput(request, writing));
  const { user: _, reasoning: { show, ...reasoning } = {}, ...rest } = request;
  const shown = show === undefined || show === 'none' ? reasoning : { ...reasoning, show };
  writeFields(out, { ...rest, reasoning: shown }, RESPONSES_FIELDS, writing);
  notePlaceless(request, RESPONSES_PLACELESS, writing);
  if (show === 'none')
    writing.noPlace('/reasoning/show', 'thoughts that stay hidden: they do anyway', 'none');
  putUser(out, request, DIALECT, writing);
  const include = writeInclude(request, writing);
  if (include !== undefined) out['include'] = include;
  const text = writeText(request, writing);
  if (text !== undefined) out['text'] = text;
  const tools = writeTools(request, writing, writeTool);
  if (tools !== undefined) out['tools'] = tools;
  const choice = request.toolChoice;
  if (choice !== undefined)
    out['tool_choice'] = choice.type === 'tool' ? { type: 'function', name: choice.name } : choice.type;
  return withExtension(out, request.extensions, DIALECT);
}

function moved(path: string, place: string, writing: Writing): void {
  writing.note(path, { class: 'relocated', severity: 'none', reason: `Sent as \`${place}\`.`, always: true });
}

/** Log probabilities come back where they are included, among what else is. */
function writeInclude(
  { parameters, extensions }: ChatRequest,
  writing: Writing,
): readonly string[] | undefined {
  if (parameters?.logprobs === undefined) return undefined;
  if (!parameters.logprobs) {
    writing.noPlace('/parameters/logprobs', 'log probabilities that are not asked for', 'none');
    return undefined;
  }
  moved('/parameters/logprobs', 'include', writing);
  const others = extensions?.[DIALECT]?.['include'];
  if (!isStrings(others ?? null)) return [LOGPROBS];
  const before = spelling(extensions, DIALECT, '$include');
  const rest = others as readonly string[];
  const known =
    Array.isArray(before) &&
    sameJson(
      before.filter((each) => each !== LOGPROBS),
      rest,
    );
  return known ? (before as string[]) : [...rest, LOGPROBS];
}

function writeText({ responseFormat, parameters }: ChatRequest, writing: Writing): JsonObject | undefined {
  const verbosity = parameters?.verbosity;
  if (responseFormat === undefined && verbosity === undefined) return undefined;
  if (responseFormat !== undefined) moved('/responseFormat', 'text.format', writing);
  if (verbosity !== undefined) moved('/parameters/verbosity', 'text.verbosity', writing);
  const format = responseFormat === undefined ? undefined : writeFormat(responseFormat, writing);
  return present({ format, verbosity }) as JsonObject;
}

function writeFormat(format: ResponseFormat, writing: Writing): JsonObject {
  if (format.type !== 'json_schema') return { type: format.type === 'json' ? 'json_object' : 'text' };
  return { type: format.type, ...writeNamedSchema(format, writing) };
}

/** Both the schema and its strictness must be said, and left open a tool would be strict. */
function writeTool(tool: FunctionTool, at: string, writing: Writing): JsonObject {
  const { name, description, parameters, strict, cache, extensions } = tool;
  if (cache !== undefined) writing.noPlace(`${at}/cache`, 'a cache breakpoint at a tool', 'low');
  const own = extensions?.[DIALECT] ?? {};
  const wire: Record<string, Json> = { type: 'function', name, ...present({ description }) };
  if (parameters !== undefined) wire['parameters'] = parameters;
  else if (own['$parameters'] !== 'absent' && !('parameters' in own)) wire['parameters'] = null;
  if (strict !== undefined) wire['strict'] = strict;
  else if (own['$strict'] !== 'absent' && !('strict' in own)) {
    wire['strict'] = false;
    writing.note(`${at}/strict`, {
      class: 'default-changed',
      severity: 'none',
      reason: 'Left open, a tool would be strict here, which not every schema can be; `false` was sent.',
    });
  }
  return withExtension(wire, extensions, DIALECT);
}
