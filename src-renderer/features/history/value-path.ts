import { excerptOf } from '../../../shared/api/excerpt.ts';
import { type Canonical, isCanonicalObject, tagOf } from '../../../shared/values/canonical.ts';

/** The path of what lies inside a value, as histories are asked for it; null where nothing names it (in a set). */
export function memberPath(path: string | null, value: Canonical | undefined, label: string): string | null {
  if (path === null || label === '·') return null;
  const inside = excerptOf(value)?.first ?? value;
  if (Array.isArray(inside)) return `${path}[${label}]`;
  // The label of a map's key is written as a literal already.
  if (inside !== undefined && isCanonicalObject(inside) && tagOf(inside)?.tag === '$map')
    return /^("|\d)/.test(label) ? `${path}[${label}]` : null;
  return /^[A-Za-z_]\w*$/.test(label) ? `${path}.${label}` : `${path}[${JSON.stringify(label)}]`;
}
