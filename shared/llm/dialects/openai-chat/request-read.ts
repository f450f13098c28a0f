import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { ChatRequest, ResponseFormat, Tool, ToolChoice } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { readFields } from '../field-table.ts';
import { Fields, isObjects, oneOf, present } from '../fields.ts';
import { readMessage } from './message-read.ts';
import { OPENAI_CHAT_FIELDS } from './request-fields.ts';

const DIALECT = 'openai-chat';

/** A body of `POST /chat/completions` as a canonical request. */
export function readRequest(wire: JsonObject, links: Links): ChatRequest {
  const fields = new Fields(wire);
  const common = readFields(fields, wire, OPENAI_CHAT_FIELDS);
  const messages =
    fields.take('messages', isObjects)?.map((message, i) => readMessage(message, i, links)) ?? [];
  const tools = fields.take('tools', isObjects)?.map((tool, i) => readTool(tool, i, links));
  const parameters = { ...common.parameters, ...readLimit(fields), ...readStop(fields) };
  const user = common.user ?? readUser(fields);
  const request = present({
    model: fields.string('model'),
    messages,
    ...common,
    tools,
    toolChoice: readToolChoice(fields, wire),
    responseFormat: readFormat(fields),
    parameters: Object.keys(parameters).length > 0 ? parameters : undefined,
    user,
  });
  return { ...request, messages, ...fields.extensions(DIALECT) };
}

/** The older name is remembered. */
function readLimit(fields: Fields): { maxOutputTokens?: number } {
  const limit = fields.int('max_completion_tokens');
  if (limit !== undefined) return { maxOutputTokens: limit };
  const older = fields.int('max_tokens');
  if (older === undefined) return {};
  fields.spelled('$limit', 'max_tokens');
  return { maxOutputTokens: older };
}

function readStop(fields: Fields): { stop?: string[] } {
  const stop = fields.string('stop');
  if (stop === undefined) return {};
  fields.spelled('$stop', 'string');
  return { stop: [stop] };
}

function readUser(fields: Fields): string | undefined {
  const user = fields.string('user');
  if (user !== undefined) fields.spelled('$user', 'user');
  return user;
}

function readTool(wire: JsonObject, i: number, links: Links): Tool {
  links.link(`/tools/${i}`, `/tools/${i}`);
  const fields = new Fields(wire);
  const inner = fields.object('function');
  if (!fields.literal('type', 'function') || inner === undefined) return { foreign: DIALECT, value: wire };
  const own = new Fields(inner);
  const name = own.string('name');
  if (name === undefined) return { foreign: DIALECT, value: wire };
  const tool = present({
    description: own.string('description'),
    parameters: own.object('parameters'),
    strict: own.boolean('strict'),
  });
  fields.leave('function', own.rest());
  return { name, ...tool, ...fields.extensions(DIALECT) };
}

function readToolChoice(fields: Fields, wire: JsonObject): ToolChoice | undefined {
  const word = fields.take('tool_choice', oneOf('none', 'auto', 'required'));
  if (word !== undefined) return { type: word };
  if (!isObject(wire['tool_choice'])) return undefined;
  const choice = new Fields(wire['tool_choice']);
  const inner = choice.object('function');
  if (!choice.literal('type', 'function') || typeof inner?.['name'] !== 'string') return undefined;
  const own = new Fields(inner);
  const name = own.string('name') as string;
  fields.object('tool_choice');
  choice.leave('function', own.rest());
  fields.leave('tool_choice', choice.rest());
  return { type: 'tool', name };
}

function readFormat(fields: Fields): ResponseFormat | undefined {
  const wire = fields.take('response_format', isFormat);
  if (wire === undefined) return undefined;
  const format = new Fields(wire);
  const type = format.take('type', oneOf('text', 'json_object', 'json_schema'));
  const inner = type === 'json_schema' ? format.object('json_schema') : undefined;
  if (inner === undefined) {
    fields.leave('response_format', format.rest());
    return { type: type === 'json_object' ? 'json' : 'text' };
  }
  const own = new Fields(inner);
  const schema = own.object('schema') as JsonObject;
  const rest = present({
    name: own.string('name'),
    description: own.string('description'),
    strict: own.boolean('strict'),
  });
  format.leave('json_schema', own.rest());
  fields.leave('response_format', format.rest());
  return { type: 'json_schema', ...rest, schema };
}

function isFormat(value: Json): value is JsonObject {
  if (!isObject(value)) return false;
  const { type, json_schema: inner } = value;
  return (
    type === 'text' ||
    type === 'json_object' ||
    (type === 'json_schema' && isObject(inner) && isObject(inner['schema']))
  );
}
