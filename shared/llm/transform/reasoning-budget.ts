import type { ChatRequest } from '../protocol/request.ts';
import { sourceText, type Writing } from './writing.ts';

/** The share of the answer's tokens that an effort stands for, on models that count tokens. */
const EFFORT_SHARE = {
  minimal: 0.1,
  low: 0.25,
  medium: 0.5,
  high: 0.8,
  xhigh: 0.9,
  max: 0.95,
} as const;

/**
 * An effort as a budget, where the model knows only budgets: a share of the tokens of the answer. Well-known libraries make
 * anything between 2,048 and 19,200 tokens of "medium"; this one says what it makes of it.
 */
export function fitReasoning(request: ChatRequest, writing: Writing): ChatRequest {
  const effort = request.reasoning?.effort;
  const budget = writing.cell('reasoning.budgetTokens');
  if (
    effort === undefined ||
    writing.cell('reasoning.effort')?.support !== 'emulated' ||
    budget?.support !== 'yes'
  )
    return request;
  const { effort: _, ...reasoning } = request.reasoning ?? {};
  if (effort === 'none') return withoutThoughts(request, writing);
  if (reasoning.budgetTokens !== undefined) {
    writing.note('/reasoning/effort', {
      class: 'dropped',
      severity: 'low',
      reason: 'The budget that stands beside it says the same.',
      source: sourceText(budget),
    });
    return { ...request, reasoning };
  }
  const limit = request.parameters?.maxOutputTokens ?? usualLimit(writing);
  if (limit <= (budget.min ?? 0)) {
    writing.note('/reasoning/effort', {
      class: 'dropped',
      severity: 'high',
      reason: `A budget is at least ${budget.min}, and the whole answer may have no more than ${limit} tokens.`,
      source: sourceText(budget),
    });
    return { ...request, reasoning };
  }
  const share = Math.round(limit * EFFORT_SHARE[effort]);
  const tokens = Math.min(Math.max(share, budget.min ?? 0), budget.max ?? Number.POSITIVE_INFINITY);
  writing.note('/reasoning/effort', {
    class: 'unit-changed',
    severity: 'medium',
    reason: `${writing.target.model} takes a budget: ${Math.round(EFFORT_SHARE[effort] * 100)} % of ${limit} tokens, at least ${budget.min ?? 0}: ${tokens}.`,
    source: sourceText(budget),
    becomes: '/reasoning/budgetTokens',
  });
  return { ...request, reasoning: { ...reasoning, budgetTokens: tokens } };
}

/** No thoughts, or the least budget where a model cannot be kept from thinking. */
function withoutThoughts(request: ChatRequest, writing: Writing): ChatRequest {
  const [effort, budget] = [writing.cell('reasoning.effort'), writing.cell('reasoning.budgetTokens')];
  const least = budget?.min;
  if (effort?.values === undefined || effort.values.includes('none') || least === undefined) return request;
  const { effort: _, ...reasoning } = request.reasoning ?? {};
  if (reasoning.budgetTokens !== undefined) {
    writing.note('/reasoning/effort', {
      class: 'dropped',
      severity: 'medium',
      reason: `${writing.target.model} cannot be kept from thinking: the budget that stands beside it was sent.`,
      source: sourceText(effort),
    });
    return { ...request, reasoning };
  }
  writing.note('/reasoning/effort', {
    class: 'clamped',
    severity: 'medium',
    reason: `${writing.target.model} cannot be kept from thinking: its least budget, ${least} tokens, was sent.`,
    source: sourceText(effort),
    becomes: '/reasoning/budgetTokens',
  });
  return { ...request, reasoning: { ...reasoning, budgetTokens: least } };
}

/** Where the caller set no limit: the one that is sent then. */
function usualLimit(writing: Writing): number {
  const fallback = writing.cell('parameters.maxOutputTokens')?.fallback;
  return typeof fallback === 'number' ? fallback : 8192;
}
