import { EFFORTS } from '../../protocol/request.ts';
import type { FieldMapping } from '../field-table.ts';
import { isInt, oneOf } from '../fields.ts';
import { OPENAI_FIELDS, OPENAI_SAMPLING } from '../openai-fields.ts';

/** What OpenAI's Responses carry as it is. */
export const RESPONSES_FIELDS: readonly FieldMapping[] = [
  ...OPENAI_SAMPLING,
  { canonical: 'parameters.maxOutputTokens', wire: 'max_output_tokens', is: isInt },
  { canonical: 'reasoning.effort', wire: 'reasoning.effort', is: oneOf(...EFFORTS) },
  { canonical: 'reasoning.show', wire: 'reasoning.summary', is: oneOf('auto', 'concise', 'detailed') },
  ...OPENAI_FIELDS,
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
