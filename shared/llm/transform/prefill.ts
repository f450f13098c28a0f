import { isObject, type JsonObject } from '../json.ts';
import type { ChatRequest } from '../protocol/request.ts';
import { sourceText, type Writing } from './writing.ts';

/** Tells of words of the model at the end of a conversation, where it does not go on from them. */
export function notePrefill({ messages }: ChatRequest, writing: Writing): void {
  const cell = writing.cell('message.prefill');
  const last = messages.at(-1);
  if (cell?.support !== 'inert' || last?.role !== 'assistant') return;
  if (
    !last.content.some(({ type }) => type === 'text') ||
    last.content.some(({ type }) => type === 'tool_call')
  )
    return;
  // Not of the whole message: what else becomes of its members has reasons of its own.
  writing.note(`/messages/${messages.length - 1}/role`, {
    class: 'accepted-but-inert',
    severity: 'medium',
    reason: `${writing.target.provider.name} does not go on from a last message of the model: it answers anew.`,
    source: sourceText(cell),
    always: true,
  });
}

/** Takes words of the model away from the end of what is sent, where that is refused. `from`: where each wire message stood. */
export function dropPrefill(messages: JsonObject[], from: readonly string[], writing: Writing): void {
  const support = writing.cell('message.prefill')?.support;
  if (support !== 'rejected' && support !== 'no') return;
  for (let last = messages.length - 1; last > 0 && isWords(messages[last]); last--) {
    messages.pop();
    writing.leaveOut(from[last] as string, 'message.prefill', 'a last message of its own');
  }
}

/** A call without a result is another matter. */
function isWords(message: JsonObject | undefined): boolean {
  const content = message?.['content'];
  const calls =
    Array.isArray(content) && content.some((part) => isObject(part) && part['type'] === 'tool_use');
  return message?.['role'] === 'assistant' && !calls;
}
