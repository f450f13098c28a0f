import { isObject, type JsonObject, parseJson, sameJson } from '../../json.ts';
import { roundedNumbers } from '../../numbers.ts';

/** What a tool gave, as texts. */
export interface Output {
  readonly texts: readonly string[];
  readonly isError: boolean;
}

/**
 * Results are objects here, with any keys; `output` and `error` are the ones that Google names. A text goes as one of those,
 * several as a list, and JSON of an object as that object, so that each is read as what it was.
 */
export function writeOutput({ texts, isError }: Output): JsonObject {
  const key = isError ? 'error' : 'output';
  const [only] = texts;
  if (only === undefined) return isError ? { error: [] } : {};
  if (texts.length > 1) return { [key]: texts };
  // Numbers that would be rounded stay in their text.
  const parsed =
    isError || !mayBeObject(only) || roundedNumbers(only).length > 0 ? undefined : parseJson(only);
  const whole =
    isObject(parsed) && sameJson(readOutput(parsed), { texts: [JSON.stringify(parsed)], isError });
  return whole ? parsed : { [key]: only };
}

export function readOutput(response: JsonObject): Output {
  const keys = Object.keys(response);
  const [key] = keys;
  if (key === undefined) return { texts: [], isError: false };
  if (keys.length === 1 && (key === 'output' || key === 'error')) {
    const [value, isError] = [response[key], key === 'error'];
    if (typeof value === 'string') return { texts: [value], isError };
    if (Array.isArray(value) && value.every((each) => typeof each === 'string'))
      if (value.length > 1 || (isError && value.length === 0)) return { texts: value as string[], isError };
  }
  return { texts: [JSON.stringify(response)], isError: false };
}

/** Trying to read a text as JSON is slow where it is none. */
function mayBeObject(text: string): boolean {
  return text.trimStart().startsWith('{') && text.trimEnd().endsWith('}');
}
