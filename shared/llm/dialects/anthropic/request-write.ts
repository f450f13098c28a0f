import type { Json, JsonDraft, JsonObject } from '../../json.ts';
import type { ChatRequest, FunctionTool, ToolChoice } from '../../protocol/request.ts';
import type { Writing } from '../../transform/writing.ts';
import { notePlaceless, writeFields } from '../field-table.ts';
import { present, withExtension } from '../fields.ts';
import { noteHeld, writeTools } from '../function-shapes.ts';
import { fitAnsweredCalls } from './answered-calls.ts';
import { writeMessages } from './message-write.ts';
import { Marks } from './part-write.ts';
import { ANTHROPIC_FIELDS, ANTHROPIC_PLACELESS } from './request-fields.ts';
import { fitThinking } from './thinking-fit.ts';

const DIALECT = 'anthropic';

/** The body of `POST /v1/messages`. */
export function writeRequest(asked: ChatRequest, writing: Writing): JsonObject {
  const out: JsonDraft = { model: writing.target.model };
  const marks = new Marks(writing);
  const tools = writeTools(asked, writing, (tool, at) => writeTool(tool, at, marks, writing));
  const turns = writeMessages(asked, marks, writing);
  Object.assign(out, turns);
  const sent = Array.isArray(turns['messages']) ? turns['messages'] : [];
  const request = fitThinking(fitAnsweredCalls(asked, sent, writing), writing);
  const {
    reasoning: { effort, budgetTokens, adaptive, ...reasoning } = {},
    responseFormat,
    ...rest
  } = request;
  const format =
    responseFormat?.type === 'json_schema'
      ? { type: responseFormat.type, schema: responseFormat.schema }
      : undefined;
  noteFormat(responseFormat, writing);
  const fields = {
    ...rest,
    ...(format === undefined ? {} : { responseFormat: format }),
    reasoning: { ...reasoning, ...(effort === undefined || effort === 'none' ? {} : { effort }) },
  };
  writeFields(out, fields, ANTHROPIC_FIELDS, writing);
  notePlaceless(request, ANTHROPIC_PLACELESS, writing);
  const thinking = writeThinking(request, writing);
  if (thinking !== undefined) out['thinking'] = thinking;
  if (tools !== undefined) out['tools'] = tools;
  const choice = writeToolChoice(request, writing);
  if (choice !== undefined) out['tool_choice'] = choice;
  return withExtension(out, request.extensions, DIALECT);
}

function noteFormat(format: ChatRequest['responseFormat'], writing: Writing): void {
  if (format === undefined) return;
  if (format.type !== 'json_schema') {
    writing.noPlace('/responseFormat', 'text as a format: it is what comes anyway', 'none');
    return;
  }
  writing.noPlace('/responseFormat/name', "a schema's name", 'none');
  writing.noPlace('/responseFormat/description', "a schema's description", 'low');
  noteHeld(format.strict, writing);
}

function writeThinking(request: ChatRequest, writing: Writing): JsonObject | undefined {
  const { effort, budgetTokens, adaptive } = request.reasoning ?? {};
  const relocated = (path: string): void =>
    writing.note(path, { class: 'relocated', severity: 'none', reason: 'Sent in `thinking`.', always: true });
  if (adaptive === false) writing.noPlace('/reasoning/adaptive', 'thinking that is not adaptive', 'none');
  if (budgetTokens !== undefined) {
    if (adaptive) writing.noPlace('/reasoning/adaptive', 'adaptive thinking with a budget', 'medium');
    if (effort === 'none') writing.noPlace('/reasoning/effort', 'no effort beside a budget', 'medium');
    relocated('/reasoning/budgetTokens');
    return { type: 'enabled', budget_tokens: budgetTokens };
  }
  if (effort === 'none') {
    if (adaptive) writing.noPlace('/reasoning/adaptive', 'adaptive thinking without effort', 'medium');
    relocated('/reasoning/effort');
    return { type: 'disabled' };
  }
  if (adaptive !== true) return undefined;
  relocated('/reasoning/adaptive');
  return { type: 'adaptive' };
}

function writeTool(tool: FunctionTool, at: string, marks: Marks, writing: Writing): JsonObject {
  const { name, description, parameters, strict, cache } = tool;
  const mark = marks.write(cache, `${at}/cache`);
  const wire = {
    name,
    ...present({ description, strict }),
    input_schema: inputSchema(parameters, strict === true, at, writing),
    ...mark,
  };
  return withExtension(wire as JsonObject, tool.extensions, DIALECT);
}

/** A schema of arguments says that it is an object; one without arguments that is held to, that it has none. */
function inputSchema(
  parameters: JsonObject | undefined,
  strict: boolean,
  at: string,
  writing: Writing,
): JsonObject {
  if (parameters?.['type'] === 'object') return parameters;
  writing.note(`${at}/parameters`, {
    class: 'default-changed',
    severity: 'none',
    reason: 'Arguments are an object here; its type was added.',
  });
  const none = strict && parameters === undefined ? { properties: {}, additionalProperties: false } : {};
  return { ...parameters, type: 'object', ...none };
}

const CHOICES = { none: 'none', auto: 'auto', required: 'any' } as const;

function writeToolChoice(
  { toolChoice, parallelToolCalls, tools }: ChatRequest,
  writing: Writing,
): JsonObject | undefined {
  if (toolChoice === undefined && parallelToolCalls === undefined) return undefined;
  if (toolChoice === undefined && (tools === undefined || tools.length === 0)) {
    writing.noPlace('/parallelToolCalls', 'parallel calls without tools', 'none');
    return undefined;
  }
  if (toolChoice === undefined)
    writing.note('/toolChoice', {
      class: 'default-changed',
      severity: 'none',
      reason: 'Parallel calls are said with the choice of tools; "auto" is what holds anyway.',
    });
  const choice: ToolChoice = toolChoice ?? { type: 'auto' };
  const wire: Record<string, Json> =
    choice.type === 'tool' ? { type: 'tool', name: choice.name } : { type: CHOICES[choice.type] };
  if (parallelToolCalls === undefined) return wire;
  if (choice.type === 'none') {
    writing.noPlace('/parallelToolCalls', 'parallel calls where none are made', 'none');
    return wire;
  }
  writing.note('/parallelToolCalls', {
    class: 'renamed',
    severity: 'none',
    reason: 'Sent as `tool_choice.disable_parallel_tool_use`.',
    always: true,
  });
  return { ...wire, disable_parallel_tool_use: !parallelToolCalls };
}
