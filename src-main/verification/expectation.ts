import type { Outcome } from '../../shared/trace/event.ts';
import { type Canonical, isCanonicalObject, tagOf } from '../../shared/values/canonical.ts';
import { childPath, displayValue } from '../../shared/values/display.ts';
import { equal, mapEntries } from '../../shared/values/equality.ts';

/**
 * Where an outcome is not what a test case expects, in one sentence; null where it is. `success` and `error_code` are the
 * outcome's, `message` and other keys of an error its fields, other keys outputs; records match as subsets, lists exactly.
 * Source of the rule: docs/language.md, "Test cases".
 */
export function mismatch(expected: Readonly<Record<string, Canonical>>, outcome: Outcome): string | null {
  const actual: Record<string, Canonical> = outcome.success
    ? { success: true, ...outcome.outputs }
    : {
        success: false,
        error_code: outcome.error.code,
        message: outcome.error.message,
        ...outcome.error.fields,
      };
  const ended = outcome.success
    ? 'it succeeded'
    : `it ended with ${outcome.error.code}: ${outcome.error.message}`;
  for (const [key, value] of Object.entries(expected)) {
    if (!Object.hasOwn(actual, key))
      return `${key} was expected to be ${displayValue(value)}, but there is none: ${ended}`;
    const found = difference(value, actual[key] as Canonical, key);
    if (found !== null) return outcome.success || key === 'success' ? found : `${found}: ${ended}`;
  }
  return null;
}

function difference(expected: Canonical, actual: Canonical, path: string): string | null {
  if (Array.isArray(expected) && Array.isArray(actual)) {
    if (expected.length !== actual.length)
      return `${path} was expected to have ${expected.length} elements, but has ${actual.length}`;
    for (let i = 0; i < expected.length; i++) {
      const found = difference(expected[i] as Canonical, actual[i] as Canonical, childPath(path, i));
      if (found !== null) return found;
    }
    return null;
  }
  const members = mapEntries(actual);
  if (isCanonicalObject(expected) && tagOf(expected) === undefined && members !== undefined) {
    for (const [key, value] of Object.entries(expected)) {
      const member = [...members].find(([name]) => name === key);
      if (member === undefined)
        return `${childPath(path, key)} was expected to be ${displayValue(value)}, but there is none`;
      const found = difference(value, member[1], childPath(path, key));
      if (found !== null) return found;
    }
    return null;
  }
  if (equal(convert(expected, actual), actual)) return null;
  return `${path} was expected to be ${displayValue(expected)}, but is ${displayValue(actual)}`;
}

/** The expected value in the type of the actual one, where a test case writes it as text or list. */
function convert(expected: Canonical, actual: Canonical): Canonical {
  const tag = tagOf(actual)?.tag;
  if (tag === '$set' && Array.isArray(expected)) return { $set: expected };
  if (typeof expected !== 'string') return expected;
  if (tag === '$decimal' && /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(expected)) return { $decimal: expected };
  if (tag === '$bytes') return { $bytes: expected };
  if (tag === '$timestamp') return { $timestamp: utc(expected) };
  return expected;
}

/** RFC 3339 text in canonical spelling; text that is none stays as it is, and so differs. */
function utc(text: string): string {
  const parts = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?(Z|[+-]\d\d:\d\d)$/i.exec(text);
  const seconds = parts === null ? Number.NaN : Date.parse(`${parts[1]}${parts[3]}`);
  if (parts === null || Number.isNaN(seconds)) return text;
  return new Date(seconds).toISOString().replace('.000Z', `.${(parts[2] ?? '').padEnd(6, '0')}Z`);
}
