import { isObject, type JsonObject, parseJson } from '../json.ts';
import { roundedNumbers } from '../numbers.ts';
import type { Writing } from '../transform/writing.ts';

/** Arguments of a call where they are an object: what is none goes as the text of one member, and what changes is told. */
export function objectArguments(text: string, path: string, writing: Writing): JsonObject {
  const parsed = parseJson(text);
  if (isObject(parsed)) {
    for (const { written, read } of roundedNumbers(text).slice(0, 1))
      writing.note(path, {
        class: 'quantised',
        severity: 'high',
        reason: `Arguments are an object here, and its numbers 64-bit floats: ${written} was sent as ${read}.`,
      });
    return parsed;
  }
  const empty = text.trim() === '';
  writing.note(path, {
    class: 'emulated',
    severity: empty ? 'none' : 'high',
    reason: empty
      ? 'No arguments are an empty object here.'
      : 'Arguments are an object here; what is none was sent as the text of one member.',
  });
  return empty ? {} : { arguments: text };
}
