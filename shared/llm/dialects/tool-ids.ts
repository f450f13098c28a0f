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
    let made = this.#made.get(id);
    for (let attempt = 0; made === undefined; attempt++) {
      const next = this.#make(id, attempt);
      if (!this.#taken.has(next)) made = next;
    }
    this.#made.set(id, made);
    this.#taken.add(made);
    if (made !== id) writing.note(path, { class: 'id-rewritten', severity: 'none', reason: this.#rule });
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
