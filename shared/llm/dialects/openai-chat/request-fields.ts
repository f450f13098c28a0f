import { isObject } from '../../json.ts';
import { EFFORTS } from '../../protocol/request.ts';
import type { FieldMapping } from '../field-table.ts';
import { isBoolean, isInt, isNumber, isString, isStrings, oneOf } from '../fields.ts';

/** What OpenAI's chat completions carry as it is. */
export const OPENAI_CHAT_FIELDS: readonly FieldMapping[] = [
  { canonical: 'parameters.temperature', wire: 'temperature', is: isNumber },
  { canonical: 'parameters.topP', wire: 'top_p', is: isNumber },
  { canonical: 'parameters.topK', wire: 'top_k', is: isInt },
  { canonical: 'parameters.candidates', wire: 'n', is: isInt },
  { canonical: 'parameters.seed', wire: 'seed', is: isInt },
  { canonical: 'parameters.stop', wire: 'stop', is: isStrings },
  { canonical: 'parameters.frequencyPenalty', wire: 'frequency_penalty', is: isNumber },
  { canonical: 'parameters.presencePenalty', wire: 'presence_penalty', is: isNumber },
  {
    canonical: 'parameters.logitBias',
    wire: 'logit_bias',
    is: (value) => isObject(value) && Object.values(value).every(isNumber),
  },
  { canonical: 'parameters.logprobs', wire: 'logprobs', is: isBoolean },
  { canonical: 'parameters.topLogprobs', wire: 'top_logprobs', is: isInt },
  { canonical: 'parameters.verbosity', wire: 'verbosity', is: oneOf('low', 'medium', 'high') },
  { canonical: 'parallelToolCalls', wire: 'parallel_tool_calls', is: isBoolean },
  { canonical: 'reasoning.effort', wire: 'reasoning_effort', is: oneOf(...EFFORTS) },
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

export const OPENAI_CHAT_PLACELESS = {
  'reasoning.budgetTokens': 'a budget of thoughts',
  'reasoning.adaptive': 'adaptive thinking',
  'reasoning.show': 'how much of the thoughts comes back',
};
