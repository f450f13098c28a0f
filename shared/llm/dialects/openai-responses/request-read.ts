import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { ChatRequest, Message, ResponseFormat, Tool, ToolChoice } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { readFields } from '../field-table.ts';
import { Fields, isNull, isObjects, isStrings, oneOf, present } from '../fields.ts';
import { readItems } from './message-read.ts';
import { LOGPROBS, RESPONSES_FIELDS } from './request-fields.ts';

const DIALECT = 'openai-responses';

/** A body of `POST /responses` as a canonical request. */
export function readRequest(wire: JsonObject, links: Links): ChatRequest {
  const fields = new Fields(wire);
  const common = readFields(fields, wire, RESPONSES_FIELDS);
  const messages: Message[] = [];
  readInstructions(fields, messages, links);
  readInput(fields, wire, messages, links);
  const tools = fields.take('tools', isObjects)?.map((tool, i) => readTool(tool, i, links));
  const { verbosity, responseFormat } = readText(fields, wire);
  const parameters = { ...common.parameters, ...readInclude(fields), ...present({ verbosity }) };
  const request = present({
    model: fields.string('model'),
    ...common,
    tools,
    toolChoice: readToolChoice(fields, wire),
    responseFormat,
    parameters: Object.keys(parameters).length > 0 ? parameters : undefined,
    user: common.user ?? readUser(fields),
  });
  return { ...request, messages, ...fields.extensions(DIALECT) };
}

/** Instructions stand beside the input; they are the first message. */
function readInstructions(fields: Fields, messages: Message[], links: Links): void {
  const text = fields.string('instructions');
  if (text === undefined) return;
  links.link('/messages/0', '/instructions');
  links.link('/messages/0/content/0', '/instructions/text');
  messages.push({
    role: 'system',
    content: [{ type: 'text', text }],
    extensions: { [DIALECT]: { $message: 'instructions' } },
  });
}

/** A lone text is what the user says. */
function readInput(fields: Fields, wire: JsonObject, messages: Message[], links: Links): void {
  const text = fields.string('input');
  if (text !== undefined) fields.spelled('$input', 'string');
  else if (wire['input'] === undefined) fields.spelled('$input', 'absent');
  const items = text === undefined ? fields.take('input', isObjects) : [{ role: 'user', content: text }];
  readItems(items ?? [], messages, links);
}

function readUser(fields: Fields): string | undefined {
  const user = fields.string('user');
  if (user !== undefined) fields.spelled('$user', 'user');
  return user;
}

/** What else is included stays the dialect's own. */
function readInclude(fields: Fields): { logprobs?: boolean } {
  const all = fields.take(
    'include',
    (value): value is readonly string[] => isStrings(value) && value.includes(LOGPROBS),
  );
  if (all === undefined) return {};
  if (all.length > 1) {
    fields.spelled('$include', [...all]);
    fields.leave(
      'include',
      all.filter((each) => each !== LOGPROBS),
    );
  }
  return { logprobs: true };
}

function readText(
  fields: Fields,
  wire: JsonObject,
): { verbosity?: 'low' | 'medium' | 'high'; responseFormat?: ResponseFormat } {
  if (!isObject(wire['text'])) return {};
  const text = new Fields(wire['text']);
  const verbosity = text.take('verbosity', oneOf('low', 'medium', 'high'));
  const responseFormat = readFormat(text);
  if (verbosity === undefined && responseFormat === undefined) return {};
  fields.object('text');
  fields.leave('text', text.rest());
  return present({ verbosity, responseFormat });
}

function readFormat(text: Fields): ResponseFormat | undefined {
  const wire = text.take('format', isFormat);
  if (wire === undefined) return undefined;
  const format = new Fields(wire);
  const type = format.take('type', oneOf('text', 'json_object', 'json_schema'));
  if (type !== 'json_schema') {
    text.leave('format', format.rest());
    return { type: type === 'json_object' ? 'json' : 'text' };
  }
  const schema = format.object('schema') as JsonObject;
  const rest = present({
    name: format.string('name'),
    description: format.string('description'),
    strict: format.boolean('strict'),
  });
  text.leave('format', format.rest());
  return { type, ...rest, schema };
}

function isFormat(value: Json): value is JsonObject {
  if (!isObject(value)) return false;
  const { type, schema } = value;
  return type === 'text' || type === 'json_object' || (type === 'json_schema' && isObject(schema));
}

function readTool(wire: JsonObject, i: number, links: Links): Tool {
  links.link(`/tools/${i}`, `/tools/${i}`);
  const fields = new Fields(wire);
  const name = fields.string('name');
  if (!fields.literal('type', 'function') || name === undefined) return { foreign: DIALECT, value: wire };
  const known = present({
    description: fields.string('description'),
    parameters: fields.object('parameters'),
    strict: fields.boolean('strict'),
  });
  if (known.parameters === undefined) fields.take('parameters', isNull);
  for (const key of ['parameters', 'strict'] as const)
    if (wire[key] === undefined) fields.spelled(`$${key}`, 'absent');
  return { name, ...known, ...fields.extensions(DIALECT) };
}

function readToolChoice(fields: Fields, wire: JsonObject): ToolChoice | undefined {
  const word = fields.take('tool_choice', oneOf('none', 'auto', 'required'));
  if (word !== undefined) return { type: word };
  if (!isObject(wire['tool_choice'])) return undefined;
  const choice = new Fields(wire['tool_choice']);
  const name = choice.string('name');
  if (!choice.literal('type', 'function') || name === undefined) return undefined;
  fields.object('tool_choice');
  fields.leave('tool_choice', choice.rest());
  return { type: 'tool', name };
}
