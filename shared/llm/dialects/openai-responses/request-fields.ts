import { isObject } from '../../json.ts';
import { EFFORTS } from '../../protocol/request.ts';
import type { FieldMapping } from '../field-table.ts';
import { isBoolean, isInt, isNumber, isString, oneOf } from '../fields.ts';

/** What OpenAI's Responses carry as it is. */
export const RESPONSES_FIELDS: readonly FieldMapping[] = [
  { canonical: 'parameters.temperature', wire: 'temperature', is: isNumber },
  { canonical: 'parameters.topP', wire: 'top_p', is: isNumber },
  { canonical: 'parameters.topLogprobs', wire: 'top_logprobs', is: isInt },
  { canonical: 'parameters.maxOutputTokens', wire: 'max_output_tokens', is: isInt },
  { canonical: 'parallelToolCalls', wire: 'parallel_tool_calls', is: isBoolean },
  { canonical: 'reasoning.effort', wire: 'reasoning.effort', is: oneOf(...EFFORTS) },
  { canonical: 'reasoning.show', wire: 'reasoning.summary', is: oneOf('auto', 'concise', 'detailed') },
  { canonical: 'cache.key', wire: 'prompt_cache_key', is: isString },
  { canonical: 'cache.retention', wire: 'prompt_cache_retention', is: isString },
  { canonical: 'user', wire: 'safety_identifier', is: isString },
  {
    canonical: 'metadata',
    wire: 'metadata',
    is: (value) => isObject(value) && Object.values(value).every(isString),
  },
  { canonical: 'store', wire: 'store', is: isBoolean },
  { canonical: 'serviceTier', wire: 'service_tier', is: isString },
  { canonical: 'stream', wire: 'stream', is: isBoolean },
];

export const RESPONSES_PLACELESS = {
  'parameters.topK': 'top-k sampling',
  'parameters.candidates': 'several answers',
  'parameters.seed': 'a seed',
  'parameters.stop': 'texts to stop at',
  'parameters.frequencyPenalty': 'penalties',
  'parameters.presencePenalty': 'penalties',
  'parameters.logitBias': 'a bias of tokens',
  'reasoning.budgetTokens': 'a budget of thoughts',
  'reasoning.adaptive': 'adaptive thinking',
};

/** What `include` must hold so that log probabilities come back. */
export const LOGPROBS = 'message.output_text.logprobs';
