import type { EffectRequest } from '../../shared/trace/event.ts';
import { type Canonical, canonicalText, isCanonicalObject, tagOf } from '../../shared/values/canonical.ts';
import { numberKey } from './decimal.ts';

/** Do both ask the same thing, by the language's equality? `1.0` and `1.00` are equal, and so are `1` and `1.0`. */
export function sameRequest(a: EffectRequest, b: EffectRequest): boolean {
  return a === b || requestKey(a) === requestKey(b);
}

function requestKey(request: EffectRequest): string {
  return canonicalText(normalise(request as unknown as Canonical));
}

/** The same value with one spelling for each number; map entries are put in order, as maps are compared as sets of pairs. */
function normalise(value: Canonical): Canonical {
  if (typeof value === 'number') return { $decimal: numberKey(String(value)) };
  if (value === null || typeof value !== 'object') return value;
  if (Array.isArray(value)) return value.map(normalise);
  const tagged = tagOf(value);
  if (tagged?.tag === '$integer' || tagged?.tag === '$decimal') {
    return { $decimal: numberKey(String(tagged.payload)) };
  }
  if (tagged?.tag === '$map' || tagged?.tag === '$set') {
    const entries = (tagged.payload as readonly Canonical[]).map(normalise);
    return { [tagged.tag]: [...entries].sort((x, y) => (canonicalText(x) < canonicalText(y) ? -1 : 1)) };
  }
  if (!isCanonicalObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, normalise(entry)]));
}

/** Where two requests part, as a path into the request: `parameters[1]`, `sql`; '' where they are equal. */
export function requestDifference(a: EffectRequest, b: EffectRequest): string {
  return difference(a as unknown as Canonical, b as unknown as Canonical, '');
}

function difference(a: Canonical | undefined, b: Canonical | undefined, at: string): string {
  if (a === undefined || b === undefined) return at;
  if (canonicalText(normalise(a)) === canonicalText(normalise(b))) return '';
  if (Array.isArray(a) && Array.isArray(b)) {
    for (let index = 0; index < Math.max(a.length, b.length); index++) {
      const found = difference(a[index], b[index], `${at}[${index}]`);
      if (found !== '') return found;
    }
  } else if (
    isCanonicalObject(a) &&
    isCanonicalObject(b) &&
    tagOf(a) === undefined &&
    tagOf(b) === undefined
  ) {
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
      const found = difference(a[key], b[key], at === '' ? key : `${at}.${key}`);
      if (found !== '') return found;
    }
  }
  return at;
}
