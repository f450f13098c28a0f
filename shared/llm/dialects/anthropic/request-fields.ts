import { isObject } from '../../json.ts';
import { EFFORTS } from '../../protocol/request.ts';
import type { FieldMapping } from '../field-table.ts';
import { isBoolean, isInt, isNumber, isString, isStrings, oneOf } from '../fields.ts';

export const ANTHROPIC_FIELDS: readonly FieldMapping[] = [
  { canonical: 'parameters.temperature', wire: 'temperature', is: isNumber },
  { canonical: 'parameters.topP', wire: 'top_p', is: isNumber },
  { canonical: 'parameters.topK', wire: 'top_k', is: isInt },
  { canonical: 'parameters.stop', wire: 'stop_sequences', is: isStrings },
  { canonical: 'parameters.maxOutputTokens', wire: 'max_tokens', is: isInt },
  { canonical: 'reasoning.effort', wire: 'output_config.effort', is: oneOf(...EFFORTS) },
  {
    canonical: 'responseFormat',
    wire: 'output_config.format',
    is: (value) =>
      isObject(value) &&
      value['type'] === 'json_schema' &&
      isObject(value['schema']) &&
      Object.keys(value).length === 2,
  },
  { canonical: 'user', wire: 'metadata.user_id', is: isString },
  { canonical: 'serviceTier', wire: 'service_tier', is: isString },
  { canonical: 'stream', wire: 'stream', is: isBoolean },
];

export const ANTHROPIC_PLACELESS = {
  'parameters.candidates': 'several answers',
  'parameters.seed': 'a seed',
  'parameters.frequencyPenalty': 'penalties',
  'parameters.presencePenalty': 'penalties',
  'parameters.logitBias': 'a bias of tokens',
  'parameters.logprobs': 'log probabilities',
  'parameters.topLogprobs': 'log probabilities',
  'parameters.verbosity': 'verbosity',
  'reasoning.show': 'how much of the thoughts comes back',
  'cache.key': 'a key of the cache',
  'cache.retention': "the cache's retention",
  metadata: 'metadata other than the user',
  store: 'whether the exchange is kept',
};
