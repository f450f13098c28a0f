import type { Json, JsonObject } from '../../json.ts';
import type { Part, ToolResultPart } from '../../protocol/part.ts';
import type { Message } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { Fields, isAny, isObjects, oneOf, present } from '../fields.ts';
import { readPart, readToolCall } from './part-read.ts';

const DIALECT = 'mistral';

export function readMessage(wire: JsonObject, i: number, links: Links): Message {
  const [at, there] = [`/messages/${i}`, `/messages/${i}`];
  links.link(at, there);
  const fields = new Fields(wire);
  const role = fields.take('role', oneOf('system', 'user', 'assistant', 'tool'));
  if (role === undefined || !isContent(wire['content'])) return foreign(wire, at, there, links);
  if (role === 'tool') return readToolMessage(wire, fields, at, there, links);
  const content: Part[] = [];
  const add = (part: Part, from: string): void => {
    links.link(`${at}/content/${content.length}`, from);
    content.push(part);
  };
  readContent(fields, wire['content'], there, add);
  if (role === 'assistant')
    for (const [k, call] of (fields.take('tool_calls', isCalls) ?? []).entries())
      add(readToolCall(call), `${there}/tool_calls/${k}`);
  return { role, content, ...fields.extensions(DIALECT) };
}

/** A lone string is one text; what else there is of forms is remembered. */
export function readContent(
  fields: Fields,
  content: Json | undefined,
  there: string,
  add: (part: Part, from: string) => void,
): void {
  fields.take('content', isAny);
  if (content === undefined) fields.spelled('$content', 'absent');
  else if (content === null) fields.spelled('$content', 'null');
  else if (typeof content === 'string') add({ type: 'text', text: content }, `${there}/content`);
  else {
    const parts = content as readonly JsonObject[];
    if (parts.length <= 1) fields.spelled('$content', 'parts');
    for (const [k, part] of parts.entries()) add(readPart(part), `${there}/content/${k}`);
  }
}

function readToolMessage(wire: JsonObject, fields: Fields, at: string, there: string, links: Links): Message {
  const callId = fields.string('tool_call_id');
  const known = wire['content'] !== undefined && wire['content'] !== null;
  if (callId === undefined || !known) return foreign(wire, at, there, links);
  links.link(`${at}/content/0`, `${there}/tool_call_id`);
  const content: ToolResultPart['content'] = [];
  readContent(fields, wire['content'], there, (part, from) => {
    links.link(`${at}/content/0/content/${content.length}`, from);
    content.push(
      part.type === 'reasoning' ||
        part.type === 'tool_call' ||
        part.type === 'tool_result' ||
        part.type === 'refusal'
        ? {
            type: 'foreign',
            dialect: DIALECT,
            value: (wire['content'] as JsonObject[])[content.length] ?? {},
          }
        : part,
    );
  });
  const name = fields.string('name');
  return {
    role: 'tool',
    content: [{ type: 'tool_result', callId, ...present({ name }), content, ...fields.extensions(DIALECT) }],
  };
}

/** A message that has no canonical form goes as a whole. */
function foreign(wire: JsonObject, at: string, there: string, links: Links): Message {
  links.link(`${at}/content/0`, `${there}/role`);
  return {
    role: 'user',
    content: [{ type: 'foreign', dialect: DIALECT, value: wire }],
    extensions: { [DIALECT]: { $message: 'foreign' } },
  };
}

function isContent(value: Json | undefined): boolean {
  return value === undefined || value === null || typeof value === 'string' || isObjects(value);
}

export function isCalls(value: Json): value is readonly JsonObject[] {
  return isObjects(value) && value.length > 0;
}
