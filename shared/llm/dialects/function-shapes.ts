import { isObject, type Json, type JsonObject } from '../json.ts';
import type { Dialect } from '../protocol/part.ts';
import type { ChatRequest, FunctionTool, ResponseFormat, Tool, ToolChoice } from '../protocol/request.ts';
import { isCarried } from '../transform/carried-tools.ts';
import type { Links } from '../transform/links.ts';
import type { Writing } from '../transform/writing.ts';
import { Fields, oneOf, present } from './fields.ts';

/** Shapes that OpenAI's chat completions and Mistral's chat have in common: functions, the choice among them, formats. */

/** One text at which the answer ends may stand without a list. */
export function readStop(fields: Fields): { stop?: string[] } {
  const stop = fields.string('stop');
  if (stop === undefined) return {};
  fields.spelled('$stop', 'string');
  return { stop: [stop] };
}

/** A function, or what the provider runs itself. */
export function readTool(wire: JsonObject, i: number, dialect: Dialect, links: Links): Tool {
  links.link(`/tools/${i}`, `/tools/${i}`);
  const fields = new Fields(wire);
  const inner = fields.object('function');
  if (!fields.literal('type', 'function') || inner === undefined) return { foreign: dialect, value: wire };
  const own = new Fields(inner);
  const name = own.string('name');
  if (name === undefined) return { foreign: dialect, value: wire };
  const tool = present({
    description: own.string('description'),
    parameters: own.object('parameters'),
    strict: own.boolean('strict'),
  });
  fields.leave('function', own.rest());
  return { name, ...tool, ...fields.extensions(dialect) };
}

export function readToolChoice(fields: Fields, wire: JsonObject): ToolChoice | undefined {
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

export function readFormat(fields: Fields): ResponseFormat | undefined {
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

/** The list of tools; functions as `write` writes them. */
export function writeTools(
  request: ChatRequest,
  writing: Writing,
  write: (tool: FunctionTool, at: string, writing: Writing) => JsonObject,
): JsonObject[] | undefined {
  if (request.tools === undefined) return undefined;
  const out: JsonObject[] = [];
  for (const [i, tool] of request.tools.entries()) {
    const at = `/tools/${i}`;
    if (!isCarried(tool, at, writing)) continue;
    writing.link(at, `/tools/${out.length}`);
    out.push('foreign' in tool ? tool.value : write(tool, at, writing));
  }
  return out;
}

export function writeToolChoice(choice: ToolChoice): Json {
  return choice.type === 'tool' ? { type: 'function', function: { name: choice.name } } : choice.type;
}

export function writeFormat(format: ResponseFormat, writing: Writing): JsonObject {
  if (format.type !== 'json_schema') return { type: format.type === 'json' ? 'json_object' : 'text' };
  return { type: format.type, json_schema: writeNamedSchema(format, writing) };
}

/** Tells of strictness where every schema of an answer is held to. */
export function noteHeld(strict: boolean | undefined, writing: Writing): void {
  writing.note('/responseFormat/strict', {
    class: strict === undefined ? 'default-changed' : 'dropped',
    severity: 'none',
    reason: `${writing.target.provider.name} has no word for strictness: a schema always holds.`,
  });
}

/** A schema that answers have to fit, under a name. */
export function writeNamedSchema(
  { name, description, schema, strict }: Extract<ResponseFormat, { type: 'json_schema' }>,
  writing: Writing,
): JsonObject {
  if (name === undefined)
    writing.note('/responseFormat/name', {
      class: 'default-changed',
      severity: 'none',
      reason: 'A schema must have a name here; "answer" was sent.',
    });
  return { name: name ?? 'answer', ...present({ description, schema, strict }) } as JsonObject;
}
