import type { LossClass, Severity } from '../losses/loss.ts';

/** Why something is not in the wire as it was in the request. Whether it is so is seen from the bytes. */
export interface Note {
  readonly class: LossClass;
  readonly severity: Severity;
  readonly reason: string;
  readonly source?: string | null;
  /** Where the value that came in its place is read back: `/reasoning/budgetTokens` for an effort. */
  readonly becomes?: string;
  /** Told even where the value arrives unchanged: renamed, relocated, inert. */
  readonly always?: boolean;
}

/** Notes by place: of the canonical request, or of the wire body for what has no place in the request. */
export class Notes {
  readonly #canonical = new Map<string, Note>();
  readonly #becoming = new Set<string>();
  readonly #wire = new Map<string, Note & { readonly path: string }>();

  /** The first note about a place stays: it was made closest to the request. */
  note(path: string, note: Note): void {
    if (this.#canonical.has(path)) return;
    this.#canonical.set(path, note);
    if (note.becomes !== undefined) this.#becoming.add(note.becomes);
  }

  /** What is found out last, of what is left out after all. */
  overrule(path: string, note: Note): void {
    this.#canonical.set(path, note);
  }

  /** `wire` holds something that nobody asked for, on account of `path`. */
  addition(wire: string, path: string, note: Note): void {
    this.#wire.set(wire, { ...note, path });
  }

  at(path: string): Note | undefined {
    return this.#canonical.get(path);
  }

  /** The note about a place or the nearest one around it. */
  near(path: string): Note | undefined {
    for (let at = path; ; at = at.slice(0, at.lastIndexOf('/'))) {
      const note = this.#canonical.get(at);
      if (note !== undefined || at === '') return note;
    }
  }

  /** Whether what stands at `path` came in the place of something else. */
  hasBecome(path: string): boolean {
    return this.#becoming.has(path);
  }

  additionAt(wire: string): (Note & { readonly path: string }) | undefined {
    return this.#wire.get(wire);
  }

  all(): ReadonlyMap<string, Note> {
    return this.#canonical;
  }
}
