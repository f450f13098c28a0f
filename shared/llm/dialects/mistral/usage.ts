import { isObject, type JsonDraft, type JsonObject } from '../../json.ts';
import type { Usage } from '../../protocol/response.ts';
import { Fields, present, spelling, withExtension } from '../fields.ts';

const DIALECT = 'mistral';

/** Tokens: the prompt's include what came from the cache; thoughts are not counted apart. */
export function readUsage(wire: JsonObject): Usage {
  const fields = new Fields(wire);
  const [input, output] = [fields.int('prompt_tokens'), fields.int('completion_tokens')];
  if (input !== undefined && output !== undefined)
    fields.take('total_tokens', (value): value is number => value === input + output);
  const cacheRead = fields.int('num_cached_tokens') ?? readDetails(fields, wire);
  return { ...present({ input, output, cacheRead }), ...fields.extensions(DIALECT) };
}

function readDetails(fields: Fields, wire: JsonObject): number | undefined {
  if (!isObject(wire['prompt_tokens_details'])) return undefined;
  const own = new Fields(wire['prompt_tokens_details']);
  const cached = own.int('cached_tokens');
  if (cached === undefined) return undefined;
  fields.object('prompt_tokens_details');
  fields.leave('prompt_tokens_details', own.rest());
  fields.spelled('$cached', 'details');
  return cached;
}

export function writeUsage(usage: Usage): JsonObject {
  const { input = 0, output = 0, cacheRead, extensions } = usage;
  const wire: JsonDraft = { prompt_tokens: input, completion_tokens: output };
  if (extensions?.[DIALECT]?.['total_tokens'] === undefined) wire['total_tokens'] = input + output;
  if (cacheRead !== undefined)
    if (spelling(extensions, DIALECT, '$cached') === 'details')
      wire['prompt_tokens_details'] = { cached_tokens: cacheRead };
    else wire['num_cached_tokens'] = cacheRead;
  return withExtension(wire, extensions, DIALECT);
}
