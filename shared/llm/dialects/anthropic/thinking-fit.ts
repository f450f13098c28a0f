import type { ChatRequest } from '../../protocol/request.ts';
import type { Writing } from '../../transform/writing.ts';

/** The least `top_p` beside thoughts. */
const LEAST_TOP_P = 0.95;

/** The request without what is answered with an error beside thoughts: other temperatures than 1, sampling, calls that are forced. */
export function fitThinking(request: ChatRequest, writing: Writing): ChatRequest {
  const { reasoning, parameters, toolChoice } = request;
  const budget = reasoning?.budgetTokens !== undefined;
  if (!budget && (reasoning?.adaptive !== true || reasoning.effort === 'none')) return request;
  const refused = {
    temperature: parameters?.temperature !== undefined && parameters.temperature !== 1,
    topK: parameters?.topK !== undefined,
    topP: (parameters?.topP ?? 1) < LEAST_TOP_P,
  };
  const left = { ...parameters };
  for (const name of ['temperature', 'topK', 'topP'] as const) {
    if (!refused[name]) continue;
    delete left[name];
    writing.note(`/parameters/${name}`, {
      class: 'rejected',
      severity: 'medium',
      reason: `Beside thoughts ${writing.target.provider.name} answers it with an error.`,
    });
  }
  const forced = budget && (toolChoice?.type === 'required' || toolChoice?.type === 'tool');
  if (forced)
    writing.note('/toolChoice', {
      class: 'enum-collapsed',
      severity: 'high',
      reason: `Beside thoughts ${writing.target.provider.name} takes no call that is forced: "auto" was sent.`,
    });
  return {
    ...request,
    ...(parameters === undefined ? {} : { parameters: left }),
    ...(forced ? { toolChoice: { type: 'auto' as const } } : {}),
  };
}
