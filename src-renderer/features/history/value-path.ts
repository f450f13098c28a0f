import type { Canonical } from '../../../shared/values/canonical.ts';
import { tagOf } from '../../../shared/values/canonical.ts';

/** The path of what lies inside a value, as histories are asked for it; null where nothing names it (in a set). */
export function memberPath(path: string | null, inside: Canonical | undefined, label: string): string | null {
  if (path === null || label === '·') return null;
  if (Array.isArray(inside)) return `${path}[${label}]`;
  // The label of a map's key is written as a literal already.
  if (typeof inside === 'object' && inside !== null && tagOf(inside as never)?.tag === '$map')
    return /^("|\d)/.test(label) ? `${path}[${label}]` : null;
  return /^[A-Za-z_]\w*$/.test(label) ? `${path}.${label}` : `${path}[${JSON.stringify(label)}]`;
}
