/**
 * Which place of a wire body holds which place of a canonical request: `link('/messages/1/content/0', '/messages/2/content')`.
 * Writers and readers make them alike, for messages and for their parts, so that what was written can be found again in what
 * is read back from the same body.
 */
export interface Links {
  link(canonical: string, wire: string): void;
}

export const NO_LINKS: Links = { link: () => undefined };

export class LinkMap implements Links {
  readonly #byCanonical = new Map<string, string[]>();
  readonly #byWire = new Map<string, string>();

  link(canonical: string, wire: string): void {
    const known = this.#byCanonical.get(canonical);
    if (known === undefined) this.#byCanonical.set(canonical, [wire]);
    else known.push(wire);
    // The first one: it is where a merged place begins.
    if (!this.#byWire.has(wire)) this.#byWire.set(wire, canonical);
  }

  wiresOf(canonical: string): readonly string[] {
    return this.#byCanonical.get(canonical) ?? [];
  }

  canonicalOf(wire: string): string | undefined {
    return this.#byWire.get(wire);
  }
}
