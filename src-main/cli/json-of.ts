import { errorText } from '../../shared/error-text.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { readJson } from '../../shared/values/json.ts';
import { Failure } from './failure.ts';

export function jsonOf(text: string, what: string): Canonical {
  try {
    return readJson(text);
  } catch (error) {
    throw new Failure(
      'invalid_json',
      `${what} is not JSON: ${errorText(error)}. A text is written with quotes: '"abc"'.`,
    );
  }
}
