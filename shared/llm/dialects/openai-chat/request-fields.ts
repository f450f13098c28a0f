import { EFFORTS } from '../../protocol/request.ts';
import type { FieldMapping } from '../field-table.ts';
import { isBoolean, isInt, isNumber, isStrings, oneOf, recordOf } from '../fields.ts';
import { OPENAI_FIELDS, OPENAI_SAMPLING } from '../openai-fields.ts';

/** What OpenAI's chat completions carry as it is. */
export const OPENAI_CHAT_FIELDS: readonly FieldMapping[] = [
  ...OPENAI_SAMPLING,
  { canonical: 'parameters.topK', wire: 'top_k', is: isInt },
  { canonical: 'parameters.candidates', wire: 'n', is: isInt },
  { canonical: 'parameters.seed', wire: 'seed', is: isInt },
  { canonical: 'parameters.stop', wire: 'stop', is: isStrings },
  { canonical: 'parameters.frequencyPenalty', wire: 'frequency_penalty', is: isNumber },
  { canonical: 'parameters.presencePenalty', wire: 'presence_penalty', is: isNumber },
  { canonical: 'parameters.logitBias', wire: 'logit_bias', is: recordOf(isNumber) },
  { canonical: 'parameters.logprobs', wire: 'logprobs', is: isBoolean },
  { canonical: 'parameters.verbosity', wire: 'verbosity', is: oneOf('low', 'medium', 'high') },
  { canonical: 'reasoning.effort', wire: 'reasoning_effort', is: oneOf(...EFFORTS) },
  ...OPENAI_FIELDS,
];

export const OPENAI_CHAT_PLACELESS = {
  'reasoning.budgetTokens': 'a budget of thoughts',
  'reasoning.adaptive': 'adaptive thinking',
  'reasoning.show': 'how much of the thoughts comes back',
};
