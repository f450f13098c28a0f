import type { JsonDraft, JsonObject } from '../../json.ts';
import type { ChatRequest, FunctionTool } from '../../protocol/request.ts';
import type { Writing } from '../../transform/writing.ts';
import { notePlaceless, writeFields } from '../field-table.ts';
import { present, spelling, withExtension } from '../fields.ts';
import { writeFormat, writeToolChoice, writeTools } from '../function-shapes.ts';
import { writeMessages } from './message-write.ts';
import { MISTRAL_FIELDS, MISTRAL_PLACELESS } from './request-fields.ts';

const DIALECT = 'mistral';

/** The body of `POST /v1/chat/completions` at Mistral. */
export function writeRequest(request: ChatRequest, writing: Writing): JsonObject {
  const out: JsonDraft = { model: writing.target.model, messages: writeMessages(request, writing) };
  writeFields(out, request, MISTRAL_FIELDS, writing);
  notePlaceless(request, MISTRAL_PLACELESS, writing);
  const [stop, ...more] = request.parameters?.stop ?? [];
  if (stop !== undefined && more.length === 0 && spelled(request, '$stop') === 'string') out['stop'] = stop;
  const tools = writeTools(request, writing, writeTool);
  if (tools !== undefined) out['tools'] = tools;
  const choice = request.toolChoice;
  if (choice !== undefined)
    out['tool_choice'] =
      choice.type === 'required' && spelled(request, '$tool_choice') === 'any'
        ? 'any'
        : writeToolChoice(choice);
  if (request.responseFormat !== undefined)
    out['response_format'] = writeFormat(request.responseFormat, writing);
  return withExtension(out, request.extensions, DIALECT);
}

function spelled({ extensions }: ChatRequest, key: `$${string}`) {
  return spelling(extensions, DIALECT, key);
}

/** A function always says what its arguments are. */
function writeTool(tool: FunctionTool, at: string, writing: Writing): JsonObject {
  const { name, description, parameters, strict, cache } = tool;
  if (cache !== undefined) writing.noPlace(`${at}/cache`, 'a cache breakpoint at a tool', 'low');
  if (parameters === undefined)
    writing.note(`${at}/parameters`, {
      class: 'default-changed',
      severity: 'none',
      reason: 'A function says what its arguments are here; an object without members was sent.',
    });
  const schema = parameters ?? { type: 'object', properties: {} };
  const wire = {
    type: 'function',
    function: { name, ...present({ description, strict }), parameters: schema },
  };
  return withExtension(wire as JsonObject, tool.extensions, DIALECT);
}
