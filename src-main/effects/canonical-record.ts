import type { Canonical } from '../../shared/values/canonical.ts';

/** A record in canonical form, whatever its keys: later entries of the same name win. */
export function canonicalRecord(entries: readonly (readonly [string, Canonical])[]): Canonical {
  const unique = new Map(entries);
  if ([...unique.keys()].some((key) => key.startsWith('$'))) return { $map: [...unique] };
  return Object.fromEntries(unique);
}
