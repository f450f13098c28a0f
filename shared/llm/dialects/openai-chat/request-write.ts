import type { JsonDraft, JsonObject } from '../../json.ts';
import type { ChatRequest, FunctionTool } from '../../protocol/request.ts';
import type { Writing } from '../../transform/writing.ts';
import { notePlaceless, writeFields } from '../field-table.ts';
import { present, spelling, withExtension } from '../fields.ts';
import { writeFormat, writeToolChoice, writeTools } from '../function-shapes.ts';
import { putUser } from '../openai-fields.ts';
import { writeMessages } from './message-write.ts';
import { hasFunctions, writeFunction, writeFunctionChoice } from './older-calls.ts';
import { OPENAI_CHAT_FIELDS, OPENAI_CHAT_PLACELESS } from './request-fields.ts';
import { streamOptions } from './stream-usage.ts';

const DIALECT = 'openai-chat';

/** The body of `POST /chat/completions`. */
export function writeRequest(request: ChatRequest, writing: Writing): JsonObject {
  const out: JsonDraft = { model: writing.target.model };
  out['messages'] = writeMessages(request, writing);
  const { parameters: { stop, ...others } = {}, user: _, ...rest } = request;
  writeFields(out, { ...rest, parameters: others }, OPENAI_CHAT_FIELDS, writing);
  notePlaceless(request, OPENAI_CHAT_PLACELESS, writing);
  if (stop !== undefined)
    out['stop'] =
      spelling(request.extensions, DIALECT, '$stop') === 'string' && stop.length === 1
        ? (stop[0] as string)
        : stop;
  putUser(out, request, DIALECT, writing);
  const limit = request.parameters?.maxOutputTokens;
  if (limit !== undefined) {
    const name = limitField(request, writing);
    out[name] = limit;
    renamed('/parameters/maxOutputTokens', name, writing);
  }
  const older = hasFunctions(request, writing);
  const tools = writeTools(request, writing, older ? writeFunction : writeTool);
  if (tools !== undefined) out[older ? 'functions' : 'tools'] = tools;
  const choice = request.toolChoice;
  if (choice !== undefined && older) out['function_call'] = writeFunctionChoice(choice);
  else if (choice !== undefined) out['tool_choice'] = writeToolChoice(choice);
  if (request.responseFormat !== undefined)
    out['response_format'] = writeFormat(request.responseFormat, writing);
  Object.assign(out, streamOptions(request, writing));
  return withExtension(out, request.extensions, DIALECT);
}

function limitField(request: ChatRequest, writing: Writing): string {
  const preferred = writing.target.provider.options?.maxTokensField;
  if (preferred !== undefined) return preferred;
  return spelling(request.extensions, DIALECT, '$limit') === 'max_tokens'
    ? 'max_tokens'
    : 'max_completion_tokens';
}

function renamed(path: string, name: string, writing: Writing): void {
  writing.note(path, { class: 'renamed', severity: 'none', reason: `Sent as \`${name}\`.`, always: true });
}

function writeTool(tool: FunctionTool, at: string, writing: Writing): JsonObject {
  const { name, description, parameters, strict, cache } = tool;
  if (cache !== undefined) writing.noPlace(`${at}/cache`, 'a cache breakpoint at a tool', 'low');
  const wire = { type: 'function', function: { name, ...present({ description, parameters, strict }) } };
  return withExtension(wire as JsonObject, tool.extensions, DIALECT);
}
