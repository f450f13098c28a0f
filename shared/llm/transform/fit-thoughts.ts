import type { Part } from '../protocol/part.ts';
import type { ChatRequest, Message } from '../protocol/request.ts';
import { sourceText, type Writing } from './writing.ts';

/**
 * The request without thoughts where the target answers them with an error: results of tools go back to it only behind the thoughts
 * that made it call them, and those of a conversation that was held elsewhere it never had.
 */
export function fitThoughts(request: ChatRequest, writing: Writing): ChatRequest {
  const cell = writing.cell('reasoning.budgetTokens');
  if (cell?.history !== 'thoughts' || request.reasoning === undefined) return request;
  const { effort, budgetTokens, ...reasoning } = request.reasoning;
  const becomes =
    effort !== undefined && effort !== 'none' && writing.cell('reasoning.effort')?.support === 'emulated';
  if (budgetTokens === undefined && !becomes) return request;
  if (!isAnswered(request.messages, writing)) return request;
  const note = {
    class: 'rejected',
    severity: 'medium',
    reason: `${writing.target.model} answers a budget of thoughts with an error where the calls that are answered do not follow thoughts of its own.`,
    source: sourceText(cell),
  } as const;
  if (budgetTokens !== undefined) writing.note('/reasoning/budgetTokens', note);
  if (!becomes)
    return { ...request, reasoning: { ...reasoning, ...(effort === undefined ? {} : { effort }) } };
  writing.note('/reasoning/effort', note);
  return { ...request, reasoning };
}

/** Whether the conversation ends with results of calls that do not follow thoughts. */
function isAnswered(messages: readonly Message[], writing: Writing): boolean {
  let last = messages.length - 1;
  while (last >= 0 && hasResult(messages[last] as Message)) last--;
  const turn = messages[last];
  if (last === messages.length - 1 || turn?.role !== 'assistant') return false;
  const [first] = turn.content;
  return turn.content.some(({ type }) => type === 'tool_call') && !isOwnThought(first, writing);
}

function hasResult({ content }: Message): boolean {
  return content.some(({ type }) => type === 'tool_result');
}

function isOwnThought(part: Part | undefined, { target }: Writing): boolean {
  if (part?.type !== 'reasoning' || part.dialect !== target.provider.dialect) return false;
  return part.signature !== undefined || part.encrypted !== undefined;
}
