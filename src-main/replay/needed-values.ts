import type { Continuation } from '../../shared/trace/continuation.ts';
import { type Canonical, isCanonicalObject, tagOf } from '../../shared/values/canonical.ts';
import { childPath } from '../../shared/values/display.ts';
import { fingerprint } from '../debugger/fingerprint.ts';
import { KnownSecrets } from '../debugger/known-secrets.ts';
import { type Attempted, refuse } from './outcome.ts';

/** A value that was recorded as a fingerprint only, and without which a run cannot go on. */
export interface NeededValue {
  /** What a given value is checked against: the fingerprint, or a text with the hidden parts left out. */
  readonly id: string;
  /** Where it stands: `card`, `query_result.email`. */
  readonly where: readonly string[];
}

/** Values given by the user, by id. */
export type GivenValues = Readonly<Record<string, Canonical>>;

/** How a text shows that a part of it was hidden; see KnownSecrets. */
const HIDDEN = /•••[0-9a-f]{4}/;

/** Collects what is hidden in values. */
export class Needs {
  readonly #found = new Map<string, Set<string>>();

  get list(): readonly NeededValue[] {
    return [...this.#found].map(([id, where]) => ({ id, where: [...where] }));
  }

  add(value: Canonical, where: string): void {
    if (typeof value === 'string') {
      if (HIDDEN.test(value)) this.#note(value, where);
      return;
    }
    if (value === null || typeof value !== 'object') return;
    if (Array.isArray(value)) {
      for (const [i, member] of value.entries()) this.add(member, childPath(where, i));
      return;
    }
    const tagged = tagOf(value);
    if (tagged?.tag === '$fingerprint') this.#note(String(tagged.payload), where);
    else if (tagged !== undefined) this.add(tagged.payload, where);
    else for (const [key, member] of Object.entries(value)) this.add(member, childPath(where, key));
  }

  continuation({ frames }: Continuation): void {
    for (const frame of frames) {
      for (const [name, value] of [...frame.entry, ...frame.scope]) this.add(value, name);
      for (const { bound } of [...frame.cursors, ...frame.compensations])
        for (const [name, value] of bound) this.add(value, name);
      for (const { step, loop } of frame.cursors) {
        if (loop === null) continue;
        this.add(loop.items as Canonical, `the items of ${step}`);
        this.add(loop.yields, `the yields of ${step}`);
      }
    }
  }

  #note(id: string, where: string): void {
    const places = this.#found.get(id);
    if (places) places.add(where);
    else this.#found.set(id, new Set([where]));
  }
}

/** Checks every given value against what was recorded of it; then what is still missing decides. */
export function checkGiven(
  needed: readonly NeededValue[],
  given: GivenValues,
  key: Uint8Array,
): Attempted<readonly NeededValue[]> {
  const secrets = new KnownSecrets(key);
  for (const value of Object.values(given)) secrets.learn(value);
  for (const { id, where } of needed) {
    const value = given[id];
    if (value === undefined) continue;
    const same = HIDDEN.test(id)
      ? typeof value === 'string' && value !== id && secrets.text(value) === id
      : tagOf(fingerprint(key, value))?.payload === id && tagOf(value)?.tag !== '$fingerprint';
    if (!same)
      return refuse('invalid', `The value given for ${where.join(', ')} is not the one that was recorded.`);
  }
  return { ok: true, value: needed.filter(({ id }) => given[id] === undefined) };
}

/** Anything made of plain values, with what was hidden in it put back where it was given. */
export function revealed<T>(value: T, given: GivenValues): T {
  return Object.keys(given).length === 0 ? value : (reveal(value as unknown as Canonical, given) as T);
}

function reveal(value: Canonical, given: GivenValues): Canonical {
  if (typeof value === 'string') return HIDDEN.test(value) ? (given[value] ?? value) : value;
  if (Array.isArray(value)) return value.map((member) => reveal(member, given));
  if (!isCanonicalObject(value)) return value;
  const tagged = tagOf(value);
  if (tagged?.tag === '$fingerprint') return given[String(tagged.payload)] ?? value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, reveal(member, given)]));
}
