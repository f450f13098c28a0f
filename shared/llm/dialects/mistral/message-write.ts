import type { JsonDraft, JsonObject } from '../../json.ts';
import type { Part, ToolResultPart } from '../../protocol/part.ts';
import type { ChatRequest, Message } from '../../protocol/request.ts';
import { itemPath, memberPath, messagePath } from '../../transform/paths.ts';
import type { Writing } from '../../transform/writing.ts';
import { type Chunk, noteResultFields, putContent, putResult, writeRole } from '../chat-message.ts';
import { withExtension } from '../fields.ts';
import { writeForeignMessage } from '../foreign-message.ts';
import { isNothingLeft } from '../left-over.ts';
import { isOrphan, leaveCall, sentResults } from '../lost-calls.ts';
import { noteResults } from '../message-content.ts';
import { nineIds, type ToolIds } from '../tool-ids.ts';
import { isPrefill } from './message-read.ts';
import { writeCall, writePart } from './part-write.ts';

const DIALECT = 'mistral';

/** All messages; tool results become messages of their own. */
export function writeMessages(request: ChatRequest, writing: Writing): JsonObject[] {
  const ids = nineIds();
  const out: JsonObject[] = [];
  for (let i = 0; i < request.messages.length; i++)
    writeMessage(request.messages[i] as Message, messagePath(i), out, ids, writing);
  const last = out.at(-1);
  if (last !== undefined && isPrefill(last) && !('prefix' in last))
    out[out.length - 1] = { ...last, prefix: true };
  return out;
}

function writeMessage(message: Message, at: string, out: JsonObject[], ids: ToolIds, writing: Writing): void {
  const foreign = writeForeignMessage(DIALECT, message, { at, there: messagePath(out.length), writing });
  if (foreign !== undefined) {
    out.push(foreign);
    return;
  }
  if (message.name !== undefined)
    writing.leaveOut(`${at}/name`, 'message.name', "a participant's name", 'low');
  let results = 0;
  for (const { type } of message.content) if (type === 'tool_result') results++;
  const all = results > 0 && results === message.content.length;
  if (results > 0) {
    const sent = sentResults(message, writing);
    noteSplit(message, at, all ? undefined : out.length + sent, writing);
    noteResults(message, at, sent, writing);
  }
  for (let k = 0; k < message.content.length && results > 0; k++) {
    const part = message.content[k] as Part;
    const path = itemPath(at, 'content', k);
    if (part.type === 'tool_result' && !isOrphan(part, path, writing))
      out.push(writeToolResult(part, path, at, out.length, ids, writing));
  }
  if (all) return;
  const there = messagePath(out.length);
  writing.link(at, there);
  const wire: JsonDraft = { role: writeRole(message, at, false, writing) };
  const calls = writeContent(message, at, there, wire, ids, writing);
  if (calls === undefined) {
    writing.links.unlink();
    return;
  }
  if (calls.length > 0) wire['tool_calls'] = calls;
  out.push(withExtension(wire, message.extensions, DIALECT));
}

/** What the message itself says goes with what is no result, to `index`. */
function noteSplit(message: Message, at: string, index: number | undefined, writing: Writing): void {
  if (index !== undefined) writing.link(at, messagePath(index));
  else if (message.extensions?.[DIALECT] !== undefined)
    writing.noPlace(`${at}/extensions/${DIALECT}`, 'fields around tool results', 'low');
}

/** Chunks go to `content`; calls have a place of their own. undefined: nothing is left of it. */
function writeContent(
  message: Message,
  at: string,
  there: string,
  wire: JsonDraft,
  ids: ToolIds,
  writing: Writing,
): readonly JsonObject[] | undefined {
  const calls: JsonObject[] = [];
  const chunks: Chunk[] = [];
  const role = message.role === 'tool' ? 'user' : message.role;
  for (let k = 0; k < message.content.length; k++) {
    const part = message.content[k] as Part;
    if (part.type === 'tool_result') continue;
    const path = itemPath(at, 'content', k);
    if (part.type === 'tool_call' || isForeignCall(part)) {
      if (role !== 'assistant') {
        leaveCall(part, role, path, writing);
        continue;
      }
      writing.link(path, itemPath(there, 'tool_calls', calls.length));
      calls.push(part.type === 'tool_call' ? writeCall(part, ids, path, writing) : part.value);
      continue;
    }
    const chunk = writePart(part, role, path, writing);
    if (chunk !== undefined) chunks.push({ path, wire: chunk });
  }
  const results = message.content.some(({ type }) => type === 'tool_result');
  if (chunks.length === 0 && calls.length === 0 && !results && isNothingLeft(message, DIALECT, at, writing))
    return undefined;
  putContent(wire, chunks, { dialect: DIALECT, at, there, extensions: message.extensions }, role, writing);
  return calls;
}

function writeToolResult(
  part: ToolResultPart,
  path: string,
  message: string,
  index: number,
  ids: ToolIds,
  writing: Writing,
): JsonObject {
  const there = messagePath(index);
  writing.link(message, there);
  writing.link(path, memberPath(there, 'tool_call_id'));
  const chunks: Chunk[] = [];
  for (let n = 0; n < part.content.length; n++) {
    const inner = part.content[n] as ToolResultPart['content'][number];
    const at = itemPath(path, 'content', n);
    const chunk = writePart(inner, 'tool', at, writing);
    if (chunk !== undefined) chunks.push({ path: at, wire: chunk });
  }
  noteResultFields(part, path, writing);
  const wire: JsonDraft = {
    role: 'tool',
    tool_call_id: ids.write(part.callId, `${path}/callId`, writing),
  };
  if (part.name !== undefined) wire['name'] = part.name;
  putResult(wire, chunks, { dialect: DIALECT, at: path, there, extensions: part.extensions }, writing);
  return withExtension(wire, part.extensions, DIALECT);
}

/** A call that could not be read as one. */
function isForeignCall(part: Part): part is Extract<Part, { type: 'foreign' }> {
  return part.type === 'foreign' && part.dialect === DIALECT && 'function' in part.value;
}
