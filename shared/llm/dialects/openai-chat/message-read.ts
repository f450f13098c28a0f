import type { Json, JsonObject } from '../../json.ts';
import type { Part, TextPart, ToolCallPart } from '../../protocol/part.ts';
import type { Message } from '../../protocol/request.ts';
import type { Links } from '../../transform/links.ts';
import { itemPath, memberPath, messagePath } from '../../transform/paths.ts';
import { Fields, isObjects, oneOf, present } from '../fields.ts';
import { foreignMessage } from '../foreign-message.ts';
import { isContent, readContent } from '../message-content.ts';
import { type OlderCalls, readOlderCall, readOlderResult } from './older-calls.ts';
import { readPart } from './part-read.ts';

const DIALECT = 'openai-chat';

/** `older`: calls so far that have no ids. */
export function readMessage(wire: JsonObject, i: number, older: OlderCalls, links: Links): Message {
  const at = messagePath(i);
  const there = at;
  links.link(at, there);
  const fields = new Fields(wire);
  const role = fields.take('role', isRole);
  const result = wire['role'] === 'function' ? readOlderResult(wire, older, at, there, links) : undefined;
  if (result !== undefined) return result;
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
    const refusal = fields.string('refusal');
    if (refusal !== undefined) {
      if (content.length > 0) fields.spelled('$refusal', 'field');
      add({ type: 'refusal', text: refusal }, memberPath(there, 'refusal'));
    }
    const calls = fields.take('tool_calls', isNonEmptyObjects) ?? [];
    for (let k = 0; k < calls.length; k++)
      add(readToolCall(calls[k] as JsonObject), itemPath(there, 'tool_calls', k));
    const call = calls.length === 0 ? readOlderCall(fields, older, i) : undefined;
    if (call !== undefined) add(call, memberPath(there, 'function_call'));
  }
  return { role, ...present({ name: fields.string('name') }), content, ...fields.extensions(DIALECT) };
}

function readToolMessage(wire: JsonObject, fields: Fields, at: string, there: string, links: Links): Message {
  const callId = fields.string('tool_call_id');
  if (callId === undefined || wire['content'] === undefined || wire['content'] === null)
    return foreignMessage(DIALECT, wire, { at, there, links });
  links.link(itemPath(at, 'content', 0), memberPath(there, 'tool_call_id'));
  const content: TextPart[] = [];
  let known = true;
  readContent(fields, wire['content'], there, readPart, (part, from) => {
    if (part.type !== 'text') known = false;
    else {
      links.link(itemPath(itemPath(at, 'content', 0), 'content', content.length), from);
      content.push(part);
    }
  });
  if (!known) return foreignMessage(DIALECT, wire, { at, there, links });
  const name = fields.string('name');
  return {
    role: 'tool',
    content: [{ type: 'tool_result', callId, ...present({ name }), content, ...fields.extensions(DIALECT) }],
  };
}

export function readToolCall(wire: JsonObject): ToolCallPart | Part {
  const fields = new Fields(wire);
  const id = fields.string('id');
  const inner = fields.object('function');
  if (!fields.literal('type', 'function') || id === undefined || inner === undefined)
    return { type: 'foreign', dialect: DIALECT, value: wire };
  const own = new Fields(inner);
  const name = own.string('name');
  const text = own.string('arguments');
  if (name === undefined || text === undefined) return { type: 'foreign', dialect: DIALECT, value: wire };
  fields.leave('function', own.rest());
  return { type: 'tool_call', id, name, arguments: text, ...fields.extensions(DIALECT) };
}

const isRole = oneOf('system', 'developer', 'user', 'assistant', 'tool');

function isNonEmptyObjects(value: Json): value is readonly JsonObject[] {
  return isObjects(value) && value.length > 0;
}
