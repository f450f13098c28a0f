import type { JsonDraft, JsonObject } from '../../json.ts';
import type { Part, ToolCallPart, ToolResultPart } from '../../protocol/part.ts';
import type { ChatRequest, Message } from '../../protocol/request.ts';
import { itemPath, memberPath, messagePath } from '../../transform/paths.ts';
import type { Writing } from '../../transform/writing.ts';
import { type Chunk, noteResultFields, putContent, putResult, writeRole } from '../chat-message.ts';
import { spelling, withExtension } from '../fields.ts';
import { writeForeignMessage } from '../foreign-message.ts';
import { isNothingLeft } from '../left-over.ts';
import { isOrphan, leaveCall, sentResults } from '../lost-calls.ts';
import { noteResults } from '../message-content.ts';
import { noteReasoning } from '../reasoning-notes.ts';
import { isOlder, noteOlderId } from './older-calls.ts';
import { writePart } from './part-write.ts';

const DIALECT = 'openai-chat';

/** All messages; tool results become messages of their own. */
export function writeMessages(request: ChatRequest, writing: Writing): JsonObject[] {
  const out: JsonObject[] = [];
  const last = request.messages.length - 1;
  for (let i = 0; i <= last; i++) {
    // There must be one message, if an empty one.
    const alone = i === last && out.length === 0;
    writeMessage(request.messages[i] as Message, messagePath(i), alone, out, writing);
  }
  return out;
}

function writeMessage(
  message: Message,
  at: string,
  alone: boolean,
  out: JsonObject[],
  writing: Writing,
): void {
  const foreign = writeForeignMessage(DIALECT, message, { at, there: messagePath(out.length), writing });
  if (foreign !== undefined) {
    out.push(foreign);
    return;
  }
  if (hasResults(message)) {
    const sent = sentResults(message, writing);
    const all = message.content.every(({ type }) => type === 'tool_result');
    noteSplit(message, at, all ? undefined : out.length + sent, writing);
    noteResults(message, at, sent, writing);
    for (let k = 0; k < message.content.length; k++) {
      const part = message.content[k] as Part;
      if (part.type === 'tool_result' && !isOrphan(part, itemPath(at, 'content', k), writing))
        out.push(writeToolResult(part, at, k, out.length, writing));
    }
    if (all && (sent > 0 || !alone)) return;
  }
  const there = messagePath(out.length);
  writing.link(at, there);
  const knowsDeveloper = writing.target.provider.options?.developerRole !== 'system';
  const wire: JsonDraft = { role: writeRole(message, at, knowsDeveloper, writing) };
  if (message.name !== undefined) {
    if (writing.takes('message.name')) wire['name'] = message.name;
    else writing.leaveOut(`${at}/name`, 'message.name', "a participant's name", 'low');
  }
  const calls = writeContent(message, at, there, alone, wire, writing);
  if (calls === undefined) {
    writing.links.unlink();
    return;
  }
  if (calls.length > 0) wire['tool_calls'] = calls;
  out.push(withExtension(wire, message.extensions, DIALECT));
}

function hasResults({ content }: Message): boolean {
  return content.some(({ type }) => type === 'tool_result');
}

/** What the message itself says goes with what is no result, to `index`. */
function noteSplit(message: Message, at: string, index: number | undefined, writing: Writing): void {
  if (index !== undefined) writing.link(at, messagePath(index));
  else {
    if (message.name !== undefined)
      writing.noPlace(`${at}/name`, "a participant's name at a tool result", 'low');
    if (message.extensions?.[DIALECT] !== undefined)
      writing.noPlace(`${at}/extensions/${DIALECT}`, 'fields around tool results', 'low');
  }
}

/** Text, images and the like go to `content`; a refusal and calls have places of their own. undefined: nothing is left of it. */
function writeContent(
  message: Message,
  at: string,
  there: string,
  alone: boolean,
  wire: JsonDraft,
  writing: Writing,
): readonly JsonObject[] | undefined {
  const chunks: Chunk[] = [];
  const calls: JsonObject[] = [];
  const field = refusalField(message);
  for (let k = 0; k < message.content.length; k++) {
    const part = message.content[k] as Part;
    if (part.type === 'tool_result') continue;
    const path = itemPath(at, 'content', k);
    if (part.type === 'reasoning') noteReasoning(part, path, DIALECT, writing);
    else if (part.type === 'tool_call' || isForeignCall(part)) {
      if (message.role !== 'assistant') {
        leaveCall(part, message.role, path, writing);
        continue;
      }
      if (part.type === 'tool_call' && isOlderCall(part, message, writing)) {
        writing.link(path, memberPath(there, 'function_call'));
        noteOlderId(`${path}/id`, writing);
        wire['function_call'] = { name: part.name, arguments: part.arguments };
        continue;
      }
      writing.link(path, itemPath(there, 'tool_calls', calls.length));
      calls.push(part.type === 'tool_call' ? writeToolCall(part, path, writing) : part.value);
    } else if (part.type === 'refusal' && k === field) {
      writing.link(path, memberPath(there, 'refusal'));
      wire['refusal'] = part.text;
    } else {
      const written = writePart(part, message.role, path, writing);
      if (written !== undefined) chunks.push({ path, wire: written });
    }
  }
  const { extensions, role } = message;
  const silent =
    chunks.length === 0 &&
    calls.length === 0 &&
    wire['refusal'] === undefined &&
    wire['function_call'] === undefined;
  if (silent && !alone && !hasResults(message) && isNothingLeft(message, DIALECT, at, writing))
    return undefined;
  putContent(wire, chunks, { dialect: DIALECT, at, there, extensions }, role, writing);
  return calls;
}

/** The refusal that has the message's own field: a lone one, or the one that was read from there. */
function refusalField({ role, content, extensions }: Message): number | undefined {
  if (role !== 'assistant') return undefined;
  const last = content.findLastIndex(({ type }) => type === 'refusal');
  const part = content[last];
  if (part?.type !== 'refusal' || part.extensions !== undefined || part.cache !== undefined) return undefined;
  const alone = content.every(({ type }, k) => k === last || type !== 'refusal');
  const silent =
    alone &&
    spelling(extensions, DIALECT, '$content') !== 'parts' &&
    content.every(({ type }) => type === 'refusal' || type === 'tool_call');
  return silent || spelling(extensions, DIALECT, '$refusal') === 'field' ? last : undefined;
}

/** A call in the older words stands alone. */
function isOlderCall(part: ToolCallPart, { content }: Message, writing: Writing): boolean {
  return (
    isOlder(part, writing) &&
    content.every((other) => other === part || (other.type !== 'tool_call' && !isForeignCall(other)))
  );
}

function isForeignCall(part: Part): part is Extract<Part, { type: 'foreign' }> {
  return (
    part.type === 'foreign' &&
    part.dialect === DIALECT &&
    ('function' in part.value || 'custom' in part.value)
  );
}

function writeToolCall(part: ToolCallPart, path: string, writing: Writing): JsonObject {
  if (part.cache !== undefined) writing.noPlace(`${path}/cache`, 'a cache breakpoint at a call', 'low');
  const wire = { id: part.id, type: 'function', function: { name: part.name, arguments: part.arguments } };
  return withExtension(wire, part.extensions, DIALECT);
}

function writeToolResult(
  part: ToolResultPart,
  at: string,
  k: number,
  index: number,
  writing: Writing,
): JsonObject {
  const path = itemPath(at, 'content', k);
  const there = messagePath(index);
  writing.link(at, there);
  const older = part.name !== undefined && isOlder(part, writing);
  writing.link(path, memberPath(there, older ? 'name' : 'tool_call_id'));
  const chunks: Chunk[] = [];
  for (let n = 0; n < part.content.length; n++) {
    const inner = part.content[n] as ToolResultPart['content'][number];
    const place = itemPath(path, 'content', n);
    const written =
      inner.type === 'text' || inner.type === 'file' ? writePart(inner, 'tool', place, writing) : undefined;
    if (written === undefined) writing.noPlace(place, `${inner.type} in a tool result`, 'high');
    else chunks.push({ path: place, wire: written });
  }
  noteResultFields(part, path, writing);
  if (older) noteOlderId(`${path}/callId`, writing);
  const wire: JsonDraft = older
    ? { role: 'function', name: part.name as string }
    : { role: 'tool', tool_call_id: part.callId };
  putResult(wire, chunks, { dialect: DIALECT, at: path, there, extensions: part.extensions }, writing);
  if (part.name !== undefined && !older)
    writing.noPlace(`${path}/name`, "the tool's name in its result", 'none');
  return withExtension(wire, part.extensions, DIALECT);
}
