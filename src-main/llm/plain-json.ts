import { type Json, type JsonDraft, setMember } from '../../shared/llm/json.ts';
import { type Canonical, tagOf } from '../../shared/values/canonical.ts';

/** What stands for a sensitive value within a text. */
const SEALED = /•••[0-9a-f]{4}/;

/**
 * JSON that was recorded as a canonical value, as it was: entries that are null are kept. Of sensitive values there is only
 * a fingerprint; `sealed` is called for each.
 */
export function plainJson(value: Canonical, sealed: () => void = () => undefined): Json {
  if (typeof value === 'string' && SEALED.test(value)) sealed();
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map((part: Canonical) => plainJson(part, sealed));
  const tagged = tagOf(value);
  if (tagged === undefined) return objectOf(Object.entries(value), sealed);
  const { tag, payload } = tagged;
  if (tag === '$integer' || tag === '$decimal') return Number(payload);
  if (tag === '$map')
    return objectOf(payload as unknown as readonly (readonly [string, Canonical])[], sealed);
  if (tag !== '$fingerprint') return plainJson(payload, sealed);
  sealed();
  return `•••${String(payload).slice(0, 4)}`;
}

function objectOf(entries: readonly (readonly [string, Canonical])[], sealed: () => void): Json {
  const object: JsonDraft = {};
  for (const [key, part] of entries) setMember(object, key, plainJson(part, sealed));
  return object;
}
