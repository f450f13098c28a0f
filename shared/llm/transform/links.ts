/**
 * Which place of a wire body holds which place of a canonical request: `link('/messages/1/content/0', '/messages/2/content')`.
 * Writers and readers make them alike, for messages and for their parts, so that what was written can be found again in what
 * is read back from the same body.
 */
export interface Links {
  link(canonical: string, wire: string): void;
}

export const NO_LINKS: Links = { link: () => undefined };

/** Links in the order of their making, indexed when first asked: most are asked from one side only. */
export class LinkMap implements Links {
  readonly #canonical: string[] = [];
  readonly #wire: string[] = [];
  #byCanonical: Map<string, string | string[]> | undefined;
  #byWire: Map<string, string> | undefined;

  link(canonical: string, wire: string): void {
    this.#canonical.push(canonical);
    this.#wire.push(wire);
    this.#byCanonical = undefined;
    this.#byWire = undefined;
  }

  wiresOf(canonical: string): readonly string[] {
    this.#byCanonical ??= this.#indexCanonical();
    const found = this.#byCanonical.get(canonical);
    return found === undefined ? [] : typeof found === 'string' ? [found] : found;
  }

  /** The first one, of several: it is where a merged place begins. */
  canonicalOf(wire: string): string | undefined {
    this.#byWire ??= this.#indexWire();
    return this.#byWire.get(wire);
  }

  #indexCanonical(): Map<string, string | string[]> {
    const index = new Map<string, string | string[]>();
    for (const [i, canonical] of this.#canonical.entries()) {
      const [known, wire] = [index.get(canonical), this.#wire[i] as string];
      if (known === undefined) index.set(canonical, wire);
      else if (typeof known === 'string') index.set(canonical, [known, wire]);
      else known.push(wire);
    }
    return index;
  }

  #indexWire(): Map<string, string> {
    const index = new Map<string, string>();
    for (let i = this.#wire.length - 1; i >= 0; i--)
      index.set(this.#wire[i] as string, this.#canonical[i] as string);
    return index;
  }
}
