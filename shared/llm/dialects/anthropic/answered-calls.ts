import { isObject, type Json, type JsonObject } from '../../json.ts';
import type { ChatRequest } from '../../protocol/request.ts';
import { sourceText, type Writing } from '../../transform/writing.ts';

/**
 * The request without a budget of thoughts where the target answers one with an error: results of tools go back to it only behind
 * the thoughts that made it call them, and those of a conversation that was held elsewhere it never had. `messages` are those sent.
 */
export function fitAnsweredCalls(
  request: ChatRequest,
  messages: readonly Json[],
  writing: Writing,
): ChatRequest {
  const cell = writing.cell('reasoning.budgetTokens');
  const { budgetTokens, ...reasoning } = request.reasoning ?? {};
  if (cell?.history !== 'thoughts' || budgetTokens === undefined || !endsUnthought(messages)) return request;
  const became = writing.notes.at('/reasoning/effort')?.becomes === '/reasoning/budgetTokens';
  writing.notes.overrule(became ? '/reasoning/effort' : '/reasoning/budgetTokens', {
    class: 'rejected',
    severity: 'medium',
    reason: `${writing.target.model} answers a budget of thoughts with an error where the calls that are answered do not follow thoughts of its own.`,
    source: sourceText(cell),
  });
  return { ...request, reasoning };
}

/** Whether what is sent ends with results of calls that do not follow thoughts. */
function endsUnthought(messages: readonly Json[]): boolean {
  let last = messages.length - 1;
  while (last >= 0 && blocks(messages[last]).some(({ type }) => type === 'tool_result')) last--;
  if (last === messages.length - 1) return false;
  const turn = blocks(messages[last]);
  const first = turn[0]?.['type'];
  return (
    turn.some(({ type }) => type === 'tool_use') && first !== 'thinking' && first !== 'redacted_thinking'
  );
}

function blocks(message: Json | undefined): readonly JsonObject[] {
  const content = isObject(message) ? message['content'] : undefined;
  return Array.isArray(content) ? content.filter(isObject) : [];
}
