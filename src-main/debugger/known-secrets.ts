import { type Canonical, type CanonicalObject, tagOf } from '../../shared/values/canonical.ts';
import { numberKey, numberText, parseNumber } from '../../shared/values/numbers.ts';
import { fingerprint } from './fingerprint.ts';

/** Shorter values are everywhere by chance: they are only hidden where they are declared. */
const SHORTEST = 4;
/** Deeper values are hidden whole when anything is to be hidden in them. */
const DEEPEST = 400;

/**
 * The sensitive values that a run has shown so far, and their removal from anything that might hold them: as a whole
 * leaf, or within a text, also where it was escaped, encoded for a URL or as base64.
 */
export class KnownSecrets {
  readonly #key: Uint8Array;
  readonly #numbers = new Set<string>();
  /** Every spelling, with the fingerprint's text that takes its place. */
  readonly #texts = new Map<string, string>();
  /** Lengths of spellings by their first characters. */
  readonly #heads = new Map<string, Set<number>>();

  constructor(key: Uint8Array) {
    this.#key = key;
  }

  learn(value: Canonical): void {
    for (const leaf of leavesOf(value)) {
      const number = numberText(leaf);
      if (number !== undefined) {
        const significant = parseNumber(number)?.coefficient.toString().replace('-', '').length ?? 0;
        if (significant < SHORTEST) continue;
        this.#numbers.add(numberKey(number));
        this.#addText(number, leaf);
      } else {
        const tagged = tagOf(leaf);
        const text =
          typeof leaf === 'string' ? leaf : typeof tagged?.payload === 'string' ? tagged.payload : '';
        for (const spelling of spellingsOf(text)) this.#addText(spelling, leaf);
      }
    }
  }

  /** The value with every known one replaced; the same object when there is none in it. */
  scan(value: Canonical, depth = 0): Canonical {
    if (this.#texts.size === 0 || value === null || typeof value === 'boolean') return value;
    if (typeof value === 'string') return this.#scanText(value);
    const number = numberText(value);
    if (number !== undefined)
      return this.#numbers.has(numberKey(number)) ? fingerprint(this.#key, value) : value;
    if (depth > DEEPEST) return fingerprint(this.#key, value);
    if (Array.isArray(value)) return this.#scanList(value, depth);
    const tagged = tagOf(value);
    if (tagged !== undefined && typeof tagged.payload === 'string') {
      if (tagged.tag === '$fingerprint') return value;
      return this.text(tagged.payload) === tagged.payload ? value : fingerprint(this.#key, value);
    }
    return this.record(value as CanonicalObject, depth);
  }

  /** Like `scan`, for what must stay a record. */
  record(value: CanonicalObject, depth = 0): CanonicalObject {
    if (this.#texts.size === 0) return value;
    let changed: Record<string, Canonical> | undefined;
    for (const key in value) {
      const member = value[key] as Canonical;
      const cleanKey = this.text(key);
      const clean = this.scan(member, depth + 1);
      if (clean === member && cleanKey === key) continue;
      changed ??= { ...value };
      if (cleanKey !== key) delete changed[key];
      changed[cleanKey] = clean;
    }
    return changed ?? value;
  }

  /** For texts that must stay texts: messages, addresses. */
  text(text: string): string {
    if (this.#texts.size === 0 || text.length < SHORTEST) return text;
    let out = '';
    let from = 0;
    for (let i = 0; i + SHORTEST <= text.length; i++) {
      const found = this.#at(text, i);
      if (found === undefined) continue;
      out += text.slice(from, i) + this.#texts.get(found);
      from = i + found.length;
      i = from - 1;
    }
    return from === 0 ? text : out + text.slice(from);
  }

  #scanText(text: string): Canonical {
    return this.#texts.has(text) ? fingerprint(this.#key, text) : this.text(text);
  }

  #scanList(list: readonly Canonical[], depth: number): Canonical {
    let changed: Canonical[] | undefined;
    for (let i = 0; i < list.length; i++) {
      const clean = this.scan(list[i] as Canonical, depth + 1);
      if (clean === list[i]) continue;
      changed ??= [...list];
      changed[i] = clean;
    }
    return changed ?? list;
  }

  /** The longest known spelling at this place of a text. */
  #at(text: string, at: number): string | undefined {
    const lengths = this.#heads.get(text.slice(at, at + SHORTEST));
    if (lengths === undefined) return undefined;
    let found: string | undefined;
    for (const length of lengths) {
      if (length <= (found?.length ?? 0)) continue;
      const candidate = text.slice(at, at + length);
      if (this.#texts.has(candidate)) found = candidate;
    }
    return found;
  }

  #addText(text: string, leaf: Canonical): void {
    if (text.length < SHORTEST || this.#texts.has(text)) return;
    const sealed = fingerprint(this.#key, leaf) as { $fingerprint: string };
    this.#texts.set(text, `•••${sealed.$fingerprint.slice(0, 4)}`);
    const head = text.slice(0, SHORTEST);
    const lengths = this.#heads.get(head);
    if (lengths) lengths.add(text.length);
    else this.#heads.set(head, new Set([text.length]));
  }
}

function spellingsOf(text: string): readonly string[] {
  if (text.length < SHORTEST) return [];
  const utf8 = Buffer.from(text, 'utf8');
  return [
    text,
    text.toUpperCase(),
    text.toLowerCase(),
    text.trim(),
    JSON.stringify(text).slice(1, -1),
    encodeURIComponent(text.toWellFormed()),
    encodeURIComponent(text.toWellFormed()).replaceAll('%20', '+'),
    utf8.toString('base64').replace(/=+$/, ''),
    utf8.toString('base64url'),
  ];
}

/** Every leaf within a value, without recursion. */
function leavesOf(value: Canonical): readonly Canonical[] {
  const leaves: Canonical[] = [];
  const stack: Canonical[] = [value];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    if (next === null || typeof next === 'boolean') continue;
    if (Array.isArray(next)) {
      for (const member of next) stack.push(member);
      continue;
    }
    const tagged = tagOf(next);
    if (typeof next !== 'object' || (tagged !== undefined && typeof tagged.payload === 'string')) {
      if (tagged?.tag !== '$fingerprint') leaves.push(next);
    } else for (const member of Object.values(next)) stack.push(member);
  }
  return leaves;
}
