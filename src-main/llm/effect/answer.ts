import { atPointer } from '../../../shared/llm/json.ts';
import type { Loss, Severity } from '../../../shared/llm/losses/loss.ts';
import type { Part, ToolCallPart } from '../../../shared/llm/protocol/part.ts';
import type { ChatRequest } from '../../../shared/llm/protocol/request.ts';
import type { ChatResponse, Usage } from '../../../shared/llm/protocol/response.ts';
import { checkAnswer, type Violation } from '../../../shared/llm/transform/check-answer.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { effectError, type Performed } from '../../effects/answer.ts';
import { fromJson } from '../../effects/json.ts';
import { canonical } from '../canonical.ts';
import type { CallOutcome } from '../contract.ts';

type Answered = Extract<CallOutcome, { ok: true }>;
type Result =
  | Omit<Extract<Performed, { ok: true }>, 'attempts'>
  | Omit<Extract<Performed, { ok: false }>, 'attempts'>;

/**
 * The record that an `llm_chat` step assigns, as docs/language.md has it. An answer that does not keep to the format it was
 * asked for is the error `invalid_answer`, whether or not the provider says that it enforces it.
 */
export function answerOf(request: ChatRequest, answered: Answered): Result {
  const { response, target } = answered;
  const candidate = response.candidates[0];
  const content = candidate?.content ?? [];
  const finish = candidate?.finish ?? null;
  const violations = checkAnswer(request, response);
  const ofCalls = violations.filter((each) => isCall(response, each));
  const ofFormat = violations.filter((each) => !ofCalls.includes(each));
  const text = textOf(content);
  const [first] = ofFormat;
  if (first !== undefined) {
    const fields = {
      target,
      finish,
      text,
      violations: ofFormat.map(({ at, keyword, reason }) => ({ at, keyword, reason })),
    };
    return { ok: false, error: effectError('invalid_answer', `${target}: ${first.reason}`, fields) };
  }
  return {
    ok: true,
    value: {
      text,
      json: wantsJson(request) ? (fromJson(text)?.value ?? null) : null,
      tool_calls: content.flatMap((part, index) =>
        part.type === 'tool_call' ? [callOf(part, index, ofCalls)] : [],
      ),
      finish,
      message: canonical({ role: 'assistant', content }),
      usage: usageOf(response.usage),
      target,
      model: response.model ?? null,
      losses: summaryOf(answered),
    },
  };
}

function wantsJson({ responseFormat }: ChatRequest): boolean {
  return responseFormat !== undefined && responseFormat.type !== 'text';
}

function isCall(response: ChatResponse, { path }: Violation): boolean {
  return (atPointer(response, path) as Partial<Part> | undefined)?.type === 'tool_call';
}

function textOf(content: readonly Part[]): string {
  return content.map((part) => (part.type === 'text' ? part.text : '')).join('');
}

function callOf(
  { id, name, arguments: written }: ToolCallPart,
  index: number,
  violations: readonly Violation[],
) {
  const problem = violations.find(({ path }) => path === `/candidates/0/content/${index}`)?.reason ?? null;
  const given = written.trim() === '' ? {} : (fromJson(written)?.value ?? null);
  return { id, name, arguments: given, problem };
}

function usageOf(usage: Usage = {}): Canonical {
  return {
    input: usage.input ?? null,
    output: usage.output ?? null,
    cache_read: usage.cacheRead ?? null,
    cache_write: usage.cacheWrite ?? null,
    reasoning: usage.reasoning ?? null,
  };
}

const ORDER: readonly Severity[] = ['none', 'low', 'medium', 'high'];

function summaryOf({ losses, answerLosses, score }: Answered): Canonical {
  const told: readonly Loss[] = [...losses, ...answerLosses].filter(({ severity }) => severity !== 'none');
  const worst = Math.max(0, ...told.map(({ severity }) => ORDER.indexOf(severity)));
  return { score: { $decimal: score.toFixed(1) }, count: told.length, worst: ORDER[worst] ?? 'none' };
}
