import type { Canonical } from '../../../shared/values/canonical.ts';
import { parseJsonExactly } from '../run-form/number-text.ts';

/** Values that were recorded as fingerprints, as they were typed, by NeededValue.id. */
export type TypedSecrets = Readonly<Record<string, string>>;

/** What was typed as values; what was left empty is not given. */
export function givenSecrets(typed: TypedSecrets): Readonly<Record<string, Canonical>> {
  return Object.fromEntries(
    Object.entries(typed).flatMap(([id, text]) => (text === '' ? [] : [[id, secretOf(text)]])),
  );
}

/** A text as it is typed; what begins like JSON (quotes, a bracket, a number after =) is read as JSON. */
function secretOf(text: string): Canonical {
  if (text.startsWith('=')) return jsonOf(text.slice(1)) ?? text;
  return /^["[{]/.test(text) ? (jsonOf(text) ?? text) : text;
}

/** Undefined where it is no JSON. */
export function jsonOf(text: string): Canonical | undefined {
  try {
    return parseJsonExactly(text);
  } catch {
    return undefined;
  }
}
