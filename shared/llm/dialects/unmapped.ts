import { isObject, type Json, pointer } from '../json.ts';
import type { Loss } from '../losses/loss.ts';

/**
 * Lists the leaves of a wire answer that no canonical word stands for. They are kept as extensions, so that nobody loses them
 * who looks there. Nothing (null, empty lists and objects) and spellings are not listed.
 */
export function listUnmapped(rest: Json | undefined, path: string, losses: Loss[]): void {
  if (rest === undefined || rest === null) return;
  if (Array.isArray(rest)) {
    for (const [i, item] of rest.entries()) listUnmapped(item, pointer(path, i), losses);
    return;
  }
  if (isObject(rest)) {
    for (const [key, value] of Object.entries(rest))
      if (!key.startsWith('$')) listUnmapped(value, pointer(path, key), losses);
    return;
  }
  losses.push({
    class: 'dropped',
    path,
    before: rest,
    after: null,
    severity: 'none',
    explicit: false,
    reason: 'There is no canonical word for it; it is kept as an extension.',
    source: null,
  });
}
