import type { Writing } from '../transform/writing.ts';

/** Ids of calls in another alphabet: each id has one new form in the whole request, and no two have the same. */
export class ToolIds {
  readonly #made = new Map<string, string>();
  readonly #taken = new Set<string>();
  readonly #make: (id: string, attempt: number) => string;
  readonly #rule: string;

  /** `make` gives an accepted id; for a higher attempt another one. */
  constructor(make: (id: string, attempt: number) => string, rule: string) {
    this.#make = make;
    this.#rule = rule;
  }

  write(id: string, path: string, writing: Writing): string {
    const made = this.#made.get(id) ?? this.#new(id);
    if (made !== id) writing.note(path, { class: 'id-rewritten', severity: 'none', reason: this.#rule });
    return made;
  }

  #new(id: string): string {
    let attempt = 0;
    let made = this.#make(id, attempt);
    while (this.#taken.has(made)) made = this.#make(id, ++attempt);
    this.#made.set(id, made);
    this.#taken.add(made);
    return made;
  }
}

/** Letters, digits, `_` and `-`. */
export function wordIds(): ToolIds {
  return new ToolIds((id, attempt) => {
    const word = id.replaceAll(/[^a-zA-Z0-9_-]/g, '_') || 'call';
    return attempt === 0 ? word : `${word}_${attempt}`;
  }, 'Ids of calls are letters, digits, `_` and `-` here.');
}

const ALPHANUMERICS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

/** Exactly nine letters or digits: an id that is none is hashed, so that it is the same in every request. */
export function nineIds(): ToolIds {
  return new ToolIds(
    (id, attempt) => (attempt === 0 && /^[a-zA-Z0-9]{9}$/.test(id) ? id : nine(`${attempt} ${id}`)),
    'Ids of calls are exactly nine letters or digits here.',
  );
}

function nine(text: string): string {
  let [a, b] = [0x811c9dc5, 0x9e3779b9];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 0x01000193) >>> 0;
    b = Math.imul(b ^ (code + i), 0x85ebca6b) >>> 0;
  }
  let out = '';
  for (let n = 0; n < 9; n++) {
    const from = n < 5 ? a : b;
    out += ALPHANUMERICS[from % ALPHANUMERICS.length];
    if (n < 5) a = Math.floor(a / ALPHANUMERICS.length);
    else b = Math.floor(b / ALPHANUMERICS.length);
  }
  return out;
}
