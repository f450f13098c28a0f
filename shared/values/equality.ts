import { type Canonical, type CanonicalObject, tagOf } from './canonical.ts';
import { numberKey, numberText } from './numbers.ts';

/** Deeper than this, `identical` gives up: callers then take the slower way, which has no limit. */
const QUICK_DEPTH = 200;

/**
 * Are both the same canonical JSON, scales included (order of keys aside)? A quick test: false may also mean
 * "too deep to say quickly", so only true is an answer.
 */
export function identical(a: Canonical, b: Canonical, depth = 0): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (depth > QUICK_DEPTH) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!identical(a[i], b[i], depth + 1)) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const left = a as CanonicalObject;
  const right = b as CanonicalObject;
  let keys = 0;
  for (const key in left) {
    if (!Object.hasOwn(right, key)) return false;
    if (!identical(left[key] as Canonical, right[key] as Canonical, depth + 1)) return false;
    keys++;
  }
  for (const _ in right) keys--;
  return keys === 0;
}

/**
 * The language's equality: integers and decimals by numeric value (`1 == 1.0 == 1.00`), maps and records as sets of
 * pairs, sets without order, everything else by type and value.
 */
export function equal(a: Canonical, b: Canonical): boolean {
  return identical(a, b) || equalityKey(a) === equalityKey(b);
}

interface Open {
  readonly close: string;
  readonly sorted: boolean;
  /** Key texts of a map's entries; null for arrays and sets. */
  readonly keys: readonly string[] | null;
  readonly values: readonly Canonical[];
  readonly parts: string[];
}

/**
 * A text that equal values, and only they, share. Built without recursion, so depth is limited by memory alone.
 */
export function equalityKey(value: Canonical): string {
  const stack: Open[] = [];
  let current: Canonical = value;
  for (;;) {
    const opened = open(current);
    let done: string | undefined;
    if (typeof opened === 'string') done = opened;
    else stack.push(opened);
    for (;;) {
      const top = stack.at(-1);
      if (top === undefined) return done as string;
      if (done !== undefined) {
        const key = top.keys?.[top.parts.length];
        top.parts.push(key === undefined ? done : `${key}:${done}`);
      }
      if (top.parts.length < top.values.length) {
        current = top.values[top.parts.length] as Canonical;
        break;
      }
      stack.pop();
      done = finish(top);
    }
  }
}

function finish(container: Open): string {
  const { parts } = container;
  const members = container.sorted ? [...new Set(parts)].sort() : parts;
  return `${container.close}(${members.join(',')})`;
}

/** The key of a scalar, or the container whose members have to be visited first. */
function open(value: Canonical): string | Open {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return `n${numberKey(String(value))}`;
  if (Array.isArray(value)) return { close: 'a', sorted: false, keys: null, values: value, parts: [] };
  const text = numberText(value);
  if (text !== undefined) return `n${numberKey(text)}`;
  const tagged = tagOf(value);
  if (tagged?.tag === '$set' && Array.isArray(tagged.payload))
    return { close: 's', sorted: true, keys: null, values: tagged.payload, parts: [] };
  if (tagged !== undefined && tagged.tag !== '$map') return `${tagged.tag}${JSON.stringify(tagged.payload)}`;
  const entries = mapEntries(value) ?? [];
  return {
    close: 'm',
    sorted: true,
    keys: entries.map(([key]) => equalityKey(key)),
    values: entries.map(([, member]) => member),
    parts: [],
  };
}

/** The entries of a map or record in display order, whichever of the two canonical forms it has; undefined for other types. */
export function mapEntries(
  value: Canonical,
): readonly (readonly [key: Canonical, value: Canonical])[] | undefined {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined;
  const tagged = tagOf(value);
  if (tagged === undefined) return Object.entries(value);
  if (tagged.tag !== '$map' || !Array.isArray(tagged.payload)) return undefined;
  return tagged.payload.flatMap((pair: Canonical) =>
    Array.isArray(pair) ? [[pair[0] ?? null, pair[1] ?? null] as const] : [],
  );
}
