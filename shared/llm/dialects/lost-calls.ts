import { isObject, type JsonObject } from '../json.ts';
import type { Dialect, Part, ToolCallPart, ToolResultPart } from '../protocol/part.ts';
import type { ChatRequest, Message } from '../protocol/request.ts';
import type { Writing } from '../transform/writing.ts';

/**
 * Calls that are not sent, and their results: every provider answers a result without its call with an error, so that it stays
 * behind with it.
 */

type ForeignPart = Extract<Part, { type: 'foreign' }>;

/** Leaves out what only another dialect knows. */
export function leaveForeign(part: ForeignPart, path: string, writing: Writing): void {
  leavePart(part, `what only ${part.dialect} knows`, path, writing);
}

/** Leaves out a call that somebody else than the model makes. */
export function leaveCall(
  part: ToolCallPart | ForeignPart,
  role: Message['role'],
  path: string,
  writing: Writing,
): void {
  leavePart(part, `a tool call of role ${role}`, path, writing);
}

/** Leaves out a part; if it is a call, its result goes with it. */
export function leavePart(part: Part, what: string, path: string, writing: Writing): void {
  writing.noPlace(path, what, 'high');
  const id =
    part.type === 'tool_call' ? part.id : part.type === 'foreign' ? foreignCallId(part.value) : undefined;
  if (id !== undefined) writing.loseCall(id);
}

/** The id that the result of a call names, where the dialect has its own kind of calls. */
function foreignCallId({ call_id: callId, id }: JsonObject): string | undefined {
  if (typeof callId === 'string') return callId;
  return typeof id === 'string' ? id : undefined;
}

/** Whether a result stays behind with its call, which is told. */
export function isOrphan({ callId }: ToolResultPart, path: string, writing: Writing): boolean {
  if (!writing.isCallLost(callId)) return false;
  writing.note(path, ORPHAN);
  return true;
}

const ORPHAN = {
  class: 'rejected',
  severity: 'high',
  reason: 'Its call is not sent, and a result without its call is answered with an error.',
} as const;

/** How many results of a message are sent. */
export function sentResults({ content }: Message, writing: Writing): number {
  let count = 0;
  for (let k = 0; k < content.length; k++) {
    const part = content[k] as Part;
    if (part.type === 'tool_result' && !writing.isCallLost(part.callId)) count++;
  }
  return count;
}

/** Whether a message holds nothing but results, some of them sent: they go to the same turn as those before them. */
export function joinsResults(message: Message, dialect: Dialect, writing: Writing): boolean {
  const { content, extensions } = message;
  const only = content.every(({ type }) => type === 'tool_result') && extensions?.[dialect] === undefined;
  return only && (content.length === 0 || sentResults(message, writing) > 0);
}

/** Finds the results whose calls only the provider of the conversation keeps: they are not sent to another one. */
export function loseKeptCalls(request: ChatRequest, writing: Writing): void {
  if (writing.target.provider.dialect === KEEPER || !isKept(request)) return;
  const parts = request.messages.flatMap(({ content }) => content);
  const made = new Set(parts.map((part) => (part.type === 'tool_call' ? part.id : undefined)));
  for (const part of parts)
    if (part.type === 'tool_result' && !made.has(part.callId)) writing.loseCall(part.callId);
}

const KEEPER: Dialect = 'openai-responses';

/** Whether some of the conversation is only named: it stands at the provider. */
function isKept({ messages, extensions }: ChatRequest): boolean {
  const { previous_response_id: previous, conversation } = extensions?.[KEEPER] ?? {};
  if (typeof previous === 'string' || typeof conversation === 'string' || isObject(conversation)) return true;
  for (let i = 0; i < messages.length; i++) {
    const { content } = messages[i] as Message;
    for (let k = 0; k < content.length; k++) {
      const part = content[k] as Part;
      if (part.type === 'foreign' && part.value['type'] === 'item_reference') return true;
    }
  }
  return false;
}
