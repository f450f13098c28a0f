import type { JsonObject } from '../../json.ts';
import type { Usage } from '../../protocol/response.ts';
import { Fields, present, withExtension } from '../fields.ts';

const DIALECT = 'anthropic';

/** Tokens: here the input excludes what came from the cache or went to it; canonically it includes both. */
export function readUsage(wire: JsonObject): Usage {
  const fields = new Fields(wire);
  const [read, write] = [fields.int('cache_read_input_tokens'), fields.int('cache_creation_input_tokens')];
  const fresh = fields.int('input_tokens');
  const inner = fields.object('output_tokens_details');
  const details = inner === undefined ? undefined : new Fields(inner);
  const usage = present({
    input: fresh === undefined ? undefined : fresh + (read ?? 0) + (write ?? 0),
    output: fields.int('output_tokens'),
    cacheRead: read,
    cacheWrite: write,
    reasoning: details?.int('thinking_tokens'),
  });
  fields.leave('output_tokens_details', details?.rest());
  return { ...usage, ...fields.extensions(DIALECT) };
}

export function writeUsage(usage: Usage): JsonObject {
  const { input = 0, output = 0, cacheRead, cacheWrite, reasoning } = usage;
  const wire = {
    input_tokens: Math.max(0, input - (cacheRead ?? 0) - (cacheWrite ?? 0)),
    output_tokens: output,
    cache_creation_input_tokens: cacheWrite ?? null,
    cache_read_input_tokens: cacheRead ?? null,
    cache_creation: null,
    inference_geo: null,
    output_tokens_details: reasoning === undefined ? null : { thinking_tokens: reasoning },
    server_tool_use: null,
    service_tier: null,
  };
  const own = usage.extensions?.[DIALECT];
  const base =
    own === undefined
      ? wire
      : Object.fromEntries(Object.entries(wire).filter(([key, value]) => value !== null || !(key in own)));
  return withExtension(base, usage.extensions, DIALECT);
}
