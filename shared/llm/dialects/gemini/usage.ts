import type { JsonDraft, JsonObject } from '../../json.ts';
import type { Usage } from '../../protocol/response.ts';
import { Fields, present, spelling, withExtension } from '../fields.ts';

const DIALECT = 'gemini';

/**
 * Tokens: here thoughts are counted apart from the answer; canonically the output includes them. Of a whole answer it is
 * remembered which counts are absent.
 */
export function readUsage(wire: JsonObject, whole: boolean): Usage {
  const fields = new Fields(wire);
  const [input, answer] = [fields.int('promptTokenCount'), fields.int('candidatesTokenCount')];
  const reasoning = fields.int('thoughtsTokenCount');
  if (whole && input === undefined) fields.spelled('$input', 'absent');
  if (whole && answer === undefined) fields.spelled('$answer', 'absent');
  const output =
    answer === undefined && reasoning === undefined ? undefined : (answer ?? 0) + (reasoning ?? 0);
  const total = (input ?? 0) + (output ?? 0);
  if (whole && wire['totalTokenCount'] === undefined) fields.spelled('$total', 'absent');
  fields.take('totalTokenCount', (value): value is number => value === total);
  const usage = present({ input, output, cacheRead: fields.int('cachedContentTokenCount'), reasoning });
  return { ...usage, ...fields.extensions(DIALECT) };
}

export function writeUsage(usage: Usage): JsonObject {
  const { input = 0, output = 0, cacheRead, reasoning, extensions } = usage;
  const absent = (key: `$${string}`, value: number): boolean =>
    value === 0 && spelling(extensions, DIALECT, key) === 'absent';
  const answer = Math.max(0, output - (reasoning ?? 0));
  const wire: JsonDraft = {};
  if (!absent('$input', input)) wire['promptTokenCount'] = input;
  if (!absent('$answer', answer)) wire['candidatesTokenCount'] = answer;
  if (reasoning !== undefined) wire['thoughtsTokenCount'] = reasoning;
  if (cacheRead !== undefined) wire['cachedContentTokenCount'] = cacheRead;
  const told = extensions?.[DIALECT]?.['totalTokenCount'] !== undefined;
  if (!told && spelling(extensions, DIALECT, '$total') !== 'absent') wire['totalTokenCount'] = input + output;
  return withExtension(wire, extensions, DIALECT);
}
