import type { JsonDraft, JsonObject } from '../../json.ts';
import type { Part, ToolCallPart, ToolResultPart } from '../../protocol/part.ts';
import type { ChatRequest, Message } from '../../protocol/request.ts';
import type { Writing } from '../../transform/writing.ts';
import { spelling, withExtension } from '../fields.ts';
import { noteReasoning } from '../reasoning-notes.ts';
import { writePart } from './part-write.ts';

const DIALECT = 'openai-chat';

/** All messages; tool results become messages of their own. */
export function writeMessages(request: ChatRequest, writing: Writing): JsonObject[] {
  const out: JsonObject[] = [];
  for (const [i, message] of request.messages.entries())
    writeMessage(message, `/messages/${i}`, out, writing);
  return out;
}

function writeMessage(message: Message, at: string, out: JsonObject[], writing: Writing): void {
  const [only] = message.content;
  if (spelling(message.extensions, DIALECT, '$message') === 'foreign' && only?.type === 'foreign') {
    writing.link(at, `/messages/${out.length}`);
    writing.link(`${at}/content/0`, `/messages/${out.length}/role`);
    out.push(only.value);
    return;
  }
  const results = message.content.some(({ type }) => type === 'tool_result');
  if (results) {
    noteSplit(message, at, writing);
    for (const [k, part] of message.content.entries())
      if (part.type === 'tool_result') out.push(writeToolResult(part, message, at, k, out.length, writing));
  }
  if (results && message.content.every(({ type }) => type === 'tool_result')) return;
  const there = `/messages/${out.length}`;
  writing.link(at, there);
  const wire: JsonDraft = { role: writeRole(message, at, writing) };
  if (message.name !== undefined) {
    if (writing.takes('message.name')) wire['name'] = message.name;
    else writing.leaveOut(`${at}/name`, 'message.name', "a participant's name", 'low');
  }
  const calls = writeContent(message, at, there, wire, writing);
  if (calls.length > 0) wire['tool_calls'] = calls;
  out.push(withExtension(wire, message.extensions, DIALECT));
}

function noteSplit(message: Message, at: string, writing: Writing): void {
  if (message.role === 'tool' && message.content.length === 1) return;
  const note = {
    class: 'merged-or-split',
    severity: 'none',
    reason: 'Every tool result is a message of its own here.',
  } as const;
  if (message.role === 'tool') writing.note(at, { ...note, always: true });
  else writing.note(`${at}/role`, note);
}

/** Text, images and the like go to `content`; a refusal and calls have places of their own. */
function writeContent(
  message: Message,
  at: string,
  there: string,
  wire: JsonDraft,
  writing: Writing,
): readonly JsonObject[] {
  const content: JsonObject[] = [];
  const places: string[] = [];
  const calls: JsonObject[] = [];
  for (const [k, part] of message.content.entries()) {
    const path = `${at}/content/${k}`;
    if (part.type === 'tool_result') continue;
    if (part.type === 'reasoning') noteReasoning(part, path, DIALECT, writing);
    else if (part.type === 'tool_call' || isForeignCall(part)) {
      if (message.role !== 'assistant') {
        writing.noPlace(path, `a tool call of role ${message.role}`, 'high');
        continue;
      }
      writing.link(path, `${there}/tool_calls/${calls.length}`);
      calls.push(part.type === 'tool_call' ? writeToolCall(part, path, writing) : part.value);
    } else if (
      part.type === 'refusal' &&
      message.role === 'assistant' &&
      wire['refusal'] === undefined &&
      part.extensions === undefined
    ) {
      writing.link(path, `${there}/refusal`);
      wire['refusal'] = part.text;
    } else {
      const written = writePart(part, message.role, path, writing);
      if (written === undefined) continue;
      places.push(path);
      content.push(written);
    }
  }
  const form = spelling(message.extensions, DIALECT, '$content');
  const [first] = content;
  const lone =
    content.length === 1 && first?.['type'] === 'text' && Object.keys(first).length === 2 && form !== 'parts';
  for (const [k, path] of places.entries())
    writing.link(path, lone ? `${there}/content` : `${there}/content/${k}`);
  if (lone) wire['content'] = first['text'] as string;
  else if (content.length > 0 || form === 'parts') wire['content'] = content;
  else if (form === 'null') wire['content'] = null;
  else if (form !== 'absent') {
    if (message.role === 'assistant' && (calls.length > 0 || wire['refusal'] !== undefined))
      wire['content'] = null;
    else if (message.content.length > 0 || message.role !== 'assistant') wire['content'] = [];
    else wire['content'] = null;
  }
  return calls;
}

function isForeignCall(part: Part): part is Extract<Part, { type: 'foreign' }> {
  return (
    part.type === 'foreign' &&
    part.dialect === DIALECT &&
    ('function' in part.value || 'custom' in part.value)
  );
}

function writeRole(message: Message, at: string, writing: Writing): string {
  if (message.role === 'developer' && writing.target.provider.options?.developerRole === 'system') {
    writing.note(`${at}/role`, {
      class: 'renamed',
      severity: 'low',
      reason: `${writing.target.provider.name} knows only \`system\`.`,
    });
    return 'system';
  }
  if (message.role === 'tool') {
    writing.note(`${at}/role`, {
      class: 'enum-collapsed',
      severity: 'medium',
      reason: 'A message of role `tool` holds nothing but a tool result here; the rest was sent as the user.',
    });
    return 'user';
  }
  return message.role;
}

function writeToolCall(part: ToolCallPart, path: string, writing: Writing): JsonObject {
  if (part.cache !== undefined) writing.noPlace(`${path}/cache`, 'a cache breakpoint at a call', 'low');
  const wire = { id: part.id, type: 'function', function: { name: part.name, arguments: part.arguments } };
  return withExtension(wire, part.extensions, DIALECT);
}

function writeToolResult(
  part: ToolResultPart,
  message: Message,
  at: string,
  k: number,
  index: number,
  writing: Writing,
): JsonObject {
  const [path, there] = [`${at}/content/${k}`, `/messages/${index}`];
  writing.link(at, there);
  writing.link(path, `${there}/tool_call_id`);
  const content: JsonObject[] = [];
  const places: string[] = [];
  for (const [n, inner] of part.content.entries()) {
    const place = `${path}/content/${n}`;
    const written = inner.type === 'text' ? writePart(inner, 'tool', place, writing) : undefined;
    if (written === undefined) {
      writing.noPlace(place, `${inner.type} in a tool result`, 'high');
      continue;
    }
    places.push(place);
    content.push(written);
  }
  if (part.isError !== undefined)
    writing.noPlace(`${path}/isError`, 'whether a tool failed', part.isError ? 'medium' : 'none');
  if (part.cache !== undefined)
    writing.noPlace(`${path}/cache`, 'a cache breakpoint at a tool result', 'low');
  const own = part.content.length === 1 || message.content.length === 1;
  const form = own ? spelling(message.extensions, DIALECT, '$content') : undefined;
  const [first] = content;
  const lone =
    content.length === 1 && first !== undefined && Object.keys(first).length === 2 && form !== 'parts';
  for (const [n, place] of places.entries())
    writing.link(place, lone ? `${there}/content` : `${there}/content/${n}`);
  const wire: JsonDraft = {
    role: 'tool',
    tool_call_id: part.callId,
    content: lone ? (first['text'] as string) : content,
  };
  if (part.name !== undefined) writing.noPlace(`${path}/name`, "the tool's name in its result", 'none');
  const extended = withExtension(wire, part.extensions, DIALECT);
  return message.content.length === 1 ? withExtension(extended, message.extensions, DIALECT) : extended;
}
