import { EFFORTS } from '../../protocol/request.ts';
import type { FieldMapping } from '../field-table.ts';
import { isBoolean, isInt, isNumber, isString, isStrings, oneOf, recordOf } from '../fields.ts';

export const MISTRAL_FIELDS: readonly FieldMapping[] = [
  { canonical: 'parameters.temperature', wire: 'temperature', is: isNumber },
  { canonical: 'parameters.topP', wire: 'top_p', is: isNumber },
  { canonical: 'parameters.candidates', wire: 'n', is: isInt },
  { canonical: 'parameters.seed', wire: 'random_seed', is: isInt },
  { canonical: 'parameters.stop', wire: 'stop', is: isStrings },
  { canonical: 'parameters.maxOutputTokens', wire: 'max_tokens', is: isInt },
  { canonical: 'parameters.frequencyPenalty', wire: 'frequency_penalty', is: isNumber },
  { canonical: 'parameters.presencePenalty', wire: 'presence_penalty', is: isNumber },
  { canonical: 'parallelToolCalls', wire: 'parallel_tool_calls', is: isBoolean },
  { canonical: 'reasoning.effort', wire: 'reasoning_effort', is: oneOf(...EFFORTS) },
  { canonical: 'cache.key', wire: 'prompt_cache_key', is: isString },
  { canonical: 'metadata', wire: 'metadata', is: recordOf(isString) },
  { canonical: 'stream', wire: 'stream', is: isBoolean },
];

export const MISTRAL_PLACELESS = {
  'parameters.topK': 'top-k sampling',
  'parameters.logitBias': 'a bias of tokens',
  'parameters.logprobs': 'log probabilities',
  'parameters.topLogprobs': 'log probabilities',
  'parameters.verbosity': 'verbosity',
  'reasoning.budgetTokens': 'a budget of thoughts',
  'reasoning.adaptive': 'adaptive thinking',
  'reasoning.show': 'how much of the thoughts comes back',
  'cache.retention': "the cache's retention",
  user: 'an end user',
  store: 'whether the exchange is kept',
  serviceTier: 'a service tier',
};
