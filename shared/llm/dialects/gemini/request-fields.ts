import type { FieldMapping } from '../field-table.ts';
import { isBoolean, isInt, isNumber, isString, isStrings } from '../fields.ts';

export const GEMINI_FIELDS: readonly FieldMapping[] = [
  { canonical: 'parameters.temperature', wire: 'generationConfig.temperature', is: isNumber },
  { canonical: 'parameters.topP', wire: 'generationConfig.topP', is: isNumber },
  { canonical: 'parameters.topK', wire: 'generationConfig.topK', is: isInt },
  { canonical: 'parameters.candidates', wire: 'generationConfig.candidateCount', is: isInt },
  { canonical: 'parameters.seed', wire: 'generationConfig.seed', is: isInt },
  { canonical: 'parameters.stop', wire: 'generationConfig.stopSequences', is: isStrings },
  { canonical: 'parameters.maxOutputTokens', wire: 'generationConfig.maxOutputTokens', is: isInt },
  { canonical: 'parameters.frequencyPenalty', wire: 'generationConfig.frequencyPenalty', is: isNumber },
  { canonical: 'parameters.presencePenalty', wire: 'generationConfig.presencePenalty', is: isNumber },
  { canonical: 'parameters.logprobs', wire: 'generationConfig.responseLogprobs', is: isBoolean },
  { canonical: 'parameters.topLogprobs', wire: 'generationConfig.logprobs', is: isInt },
  { canonical: 'store', wire: 'store', is: isBoolean },
  { canonical: 'serviceTier', wire: 'serviceTier', is: isString },
];

export const GEMINI_PLACELESS = {
  'parameters.logitBias': 'a bias of tokens',
  'parameters.verbosity': 'verbosity',
  parallelToolCalls: 'whether calls may be made together',
  'cache.key': 'a key of the cache',
  'cache.retention': "the cache's retention",
  user: 'an end user',
  metadata: 'metadata',
};
