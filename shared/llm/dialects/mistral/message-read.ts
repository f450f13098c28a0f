import type { Json, JsonObject } from '../../json.ts';
import type { Part, ToolResultPart } from '../../protocol/part.ts';
import type { Message } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { itemPath, memberPath, messagePath } from '../../transform/paths.ts';
import { Fields, isObjects, oneOf, present } from '../fields.ts';
import { foreignMessage } from '../foreign-message.ts';
import { isContent, readContent } from '../message-content.ts';
import { readPart, readToolCall } from './part-read.ts';

const DIALECT = 'mistral';

/** Whether a last message is one of the model, from which it goes on where it is told so. */
export function isPrefill({ role, content, tool_calls: calls }: JsonObject): boolean {
  const said =
    (typeof content === 'string' && content !== '') || (Array.isArray(content) && content.length > 0);
  return role === 'assistant' && said && calls === undefined;
}

/** `last`: none comes after it, so that a `prefix` says no more than where it stands. */
export function readMessage(wire: JsonObject, i: number, last: boolean, links: Links): Message {
  const at = messagePath(i);
  const there = at;
  links.link(at, there);
  const fields = new Fields(wire);
  const role = fields.take('role', isRole);
  if (role === undefined || !isContent(wire['content']))
    return foreignMessage(DIALECT, wire, { at, there, links });
  if (role === 'tool') return readToolMessage(wire, fields, at, there, links);
  const content: Part[] = [];
  const add = (part: Part, from: string): void => {
    links.link(itemPath(at, 'content', content.length), from);
    content.push(part);
  };
  readContent(fields, wire['content'], there, readPart, add);
  if (role === 'assistant') {
    const calls = fields.take('tool_calls', isCalls) ?? [];
    for (let k = 0; k < calls.length; k++)
      add(readToolCall(calls[k] as JsonObject), itemPath(there, 'tool_calls', k));
  }
  if (last && isPrefill(wire)) fields.take('prefix', isTrue);
  return { role, content, ...fields.extensions(DIALECT) };
}

function isTrue(value: Json): value is true {
  return value === true;
}

function readToolMessage(wire: JsonObject, fields: Fields, at: string, there: string, links: Links): Message {
  const callId = fields.string('tool_call_id');
  const known = wire['content'] !== undefined && wire['content'] !== null;
  if (callId === undefined || !known) return foreignMessage(DIALECT, wire, { at, there, links });
  links.link(itemPath(at, 'content', 0), memberPath(there, 'tool_call_id'));
  const content: ToolResultPart['content'] = [];
  readContent(fields, wire['content'], there, readPart, (part, from) => {
    links.link(itemPath(itemPath(at, 'content', 0), 'content', content.length), from);
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

const isRole = oneOf('system', 'user', 'assistant', 'tool');

export function isCalls(value: Json): value is readonly JsonObject[] {
  return isObjects(value) && value.length > 0;
}
