import type { Json, JsonDraft, JsonObject } from '../../json.ts';
import type { Usage } from '../../protocol/response.ts';
import { Fields, present, withExtension } from '../fields.ts';

const DIALECT = 'openai-chat';

/** Tokens: the prompt's include what came from the cache, the completion's include thoughts. */
export function readUsage(wire: JsonObject): Usage {
  const fields = new Fields(wire);
  const [input, output] = [fields.int('prompt_tokens'), fields.int('completion_tokens')];
  if (input !== undefined && output !== undefined)
    fields.take('total_tokens', (value): value is number => value === input + output);
  const prompt = details(fields, 'prompt_tokens_details');
  const completion = details(fields, 'completion_tokens_details');
  const usage = present({
    input,
    output,
    cacheRead: prompt?.int('cached_tokens'),
    cacheWrite: prompt?.int('cache_write_tokens'),
    reasoning: completion?.int('reasoning_tokens'),
  });
  fields.leave('prompt_tokens_details', prompt?.rest());
  fields.leave('completion_tokens_details', completion?.rest());
  return { ...usage, ...fields.extensions(DIALECT) };
}

function details(fields: Fields, key: string): Fields | undefined {
  const object = fields.take(
    key,
    (value: Json): value is JsonObject =>
      typeof value === 'object' && value !== null && !Array.isArray(value) && Object.keys(value).length > 0,
  );
  return object === undefined ? undefined : new Fields(object);
}

export function writeUsage(usage: Usage): JsonObject {
  const { input = 0, output = 0, cacheRead, cacheWrite, reasoning } = usage;
  const wire: JsonDraft = { prompt_tokens: input, completion_tokens: output, total_tokens: input + output };
  if (cacheRead !== undefined || cacheWrite !== undefined)
    wire['prompt_tokens_details'] = present({
      cached_tokens: cacheRead,
      cache_write_tokens: cacheWrite,
    }) as JsonObject;
  if (reasoning !== undefined) wire['completion_tokens_details'] = { reasoning_tokens: reasoning };
  return withExtension(wire, usage.extensions, DIALECT);
}
