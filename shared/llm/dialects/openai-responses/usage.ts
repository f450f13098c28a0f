import type { JsonObject } from '../../json.ts';
import type { Usage } from '../../protocol/response.ts';
import { Fields, present, withExtension } from '../fields.ts';

const DIALECT = 'openai-responses';

/** Tokens: the input's include what came from the cache, the output's include thoughts. */
export function readUsage(wire: JsonObject): Usage {
  const fields = new Fields(wire);
  const [input, output] = [fields.int('input_tokens'), fields.int('output_tokens')];
  if (input !== undefined && output !== undefined)
    fields.take('total_tokens', (value): value is number => value === input + output);
  const [inside, outside] = [
    new Fields(fields.object('input_tokens_details') ?? {}),
    new Fields(fields.object('output_tokens_details') ?? {}),
  ];
  const usage = present({
    input,
    output,
    cacheRead: inside.int('cached_tokens'),
    cacheWrite: inside.int('cache_write_tokens'),
    reasoning: outside.int('reasoning_tokens'),
  });
  if (usage.cacheWrite === undefined) fields.spelled('$cacheWrite', 'absent');
  fields.leave('input_tokens_details', inside.rest());
  fields.leave('output_tokens_details', outside.rest());
  return { ...usage, ...fields.extensions(DIALECT) };
}

export function writeUsage(usage: Usage): JsonObject {
  const { input = 0, output = 0, cacheRead = 0, cacheWrite, reasoning = 0 } = usage;
  const silent = cacheWrite === undefined && usage.extensions?.[DIALECT]?.['$cacheWrite'] === 'absent';
  return withExtension(
    {
      input_tokens: input,
      input_tokens_details: {
        cached_tokens: cacheRead,
        ...(silent ? {} : { cache_write_tokens: cacheWrite ?? 0 }),
      },
      output_tokens: output,
      output_tokens_details: { reasoning_tokens: reasoning },
      total_tokens: input + output,
    },
    usage.extensions,
    DIALECT,
  );
}
