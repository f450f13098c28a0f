import type { JsonDraft } from '../json.ts';
import type { Dialect } from '../protocol/part.ts';
import type { ChatRequest } from '../protocol/request.ts';
import type { Writing } from '../transform/writing.ts';
import type { FieldMapping } from './field-table.ts';
import { isBoolean, isInt, isNumber, isString, recordOf, spelling } from './fields.ts';

/** The most characters of `safety_identifier` (OpenAI's OpenAPI description). */
const MOST = 64;

/** Who asks: under the older name, which knows no limit, where it came so. */
export function putUser(
  out: JsonDraft,
  { user, extensions }: ChatRequest,
  dialect: Dialect,
  writing: Writing,
): void {
  if (user === undefined) return;
  if (spelling(extensions, dialect, '$user') === 'user') {
    out['user'] = user;
    return;
  }
  const sent = user.slice(0, MOST);
  out['safety_identifier'] = sent;
  if (sent !== user)
    writing.note('/user', {
      class: 'clamped',
      severity: 'medium',
      reason: `Sent as \`safety_identifier\`, which takes at most ${MOST} characters; the first ones were sent.`,
    });
  writing.note('/user', {
    class: 'renamed',
    severity: 'none',
    reason: 'Sent as `safety_identifier`.',
    always: true,
  });
}

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
