import type { FieldMapping } from './field-table.ts';
import { isBoolean, isInt, isNumber, isString, recordOf } from './fields.ts';

/** How both of OpenAI's interfaces are told to choose words. Losses are told in the order of fields: these come first. */
export const OPENAI_SAMPLING: readonly FieldMapping[] = [
  { canonical: 'parameters.temperature', wire: 'temperature', is: isNumber },
  { canonical: 'parameters.topP', wire: 'top_p', is: isNumber },
];

/** What else both carry under the same names. */
export const OPENAI_FIELDS: readonly FieldMapping[] = [
  { canonical: 'parameters.topLogprobs', wire: 'top_logprobs', is: isInt },
  { canonical: 'parallelToolCalls', wire: 'parallel_tool_calls', is: isBoolean },
  { canonical: 'cache.key', wire: 'prompt_cache_key', is: isString },
  { canonical: 'cache.retention', wire: 'prompt_cache_retention', is: isString },
  { canonical: 'user', wire: 'safety_identifier', is: isString },
  { canonical: 'metadata', wire: 'metadata', is: recordOf(isString) },
  { canonical: 'store', wire: 'store', is: isBoolean },
  { canonical: 'serviceTier', wire: 'service_tier', is: isString },
  { canonical: 'stream', wire: 'stream', is: isBoolean },
];
