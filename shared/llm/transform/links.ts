/**
 * Which place of a wire body holds which place of a canonical request: `link('/messages/1/content/0', '/messages/2/content')`.
 * Writers and readers make them alike, for messages and for their parts, so that what was written can be found again in what
 * is read back from the same body.
 */
export interface Links {
  link(canonical: string, wire: string): void;
}

export const NO_LINKS: Links = { link: () => undefined };

/** Links of a whole request. Tools are kept apart, so that the rest is in the order of the messages in every dialect. */
export class LinkMap implements Links {
  readonly #tools = new LinkList();
  readonly #rest = new LinkList();

  link(canonical: string, wire: string): void {
    (canonical.startsWith('/tools') ? this.#tools : this.#rest).link(canonical, wire);
  }

  /** Takes the last link of messages back: nothing was written there. */
  unlink(): void {
    this.#rest.unlink();
  }

  /** One of the places of `canonical`, if it was linked shortly after the last one that was found here. */
  nearbyWireOf(canonical: string): string | undefined {
    return (canonical.startsWith('/tools') ? this.#tools : this.#rest).nearbyWireOf(canonical);
  }

  wiresOf(canonical: string): readonly string[] {
    return (canonical.startsWith('/tools') ? this.#tools : this.#rest).wiresOf(canonical);
  }

  /** The first one, of several: it is where a merged place begins. */
  canonicalOf(wire: string): string | undefined {
    return (
      (wire.startsWith('/tools') ? this.#tools.canonicalOf(wire) : undefined) ?? this.#rest.canonicalOf(wire)
    );
  }
}

/**
 * Links in the order of their making. They are asked in nearly the same order, so that the one asked for is mostly among the
 * next few: an index is made only when something is not.
 */
class LinkList {
  readonly #canonical: string[] = [];
  readonly #wire: string[] = [];
  /** Where the last ones that were asked for stand. */
  #lastCanonical = 0;
  #lastWire = 0;
  #byCanonical: Map<string, number[]> | undefined;
  #byWire: Map<string, number> | undefined;

  link(canonical: string, wire: string): void {
    this.#canonical.push(canonical);
    this.#wire.push(wire);
    this.#byCanonical = undefined;
    this.#byWire = undefined;
  }

  unlink(): void {
    this.#canonical.pop();
    this.#wire.pop();
    this.#byCanonical = undefined;
    this.#byWire = undefined;
  }

  nearbyWireOf(canonical: string): string | undefined {
    const at = nearby(this.#canonical, canonical, this.#lastCanonical);
    if (at === -1) return undefined;
    this.#lastCanonical = at;
    return this.#wire[at];
  }

  wiresOf(canonical: string): readonly string[] {
    this.#byCanonical ??= this.#indexCanonical();
    const found = this.#byCanonical.get(canonical) ?? [];
    this.#lastCanonical = found[0] ?? this.#lastCanonical;
    return found.map((at) => this.#wire[at] as string);
  }

  canonicalOf(wire: string): string | undefined {
    let at: number | undefined = nearby(this.#wire, wire, this.#lastWire);
    if (at === -1) {
      this.#byWire ??= this.#indexWire();
      at = this.#byWire.get(wire);
      if (at === undefined) return undefined;
    } else while (this.#wire[at - 1] === wire) at--;
    this.#lastWire = at;
    return this.#canonical[at];
  }

  #indexCanonical(): Map<string, number[]> {
    const index = new Map<string, number[]>();
    for (const [at, canonical] of this.#canonical.entries()) {
      const known = index.get(canonical);
      if (known === undefined) index.set(canonical, [at]);
      else known.push(at);
    }
    return index;
  }

  #indexWire(): Map<string, number> {
    const index = new Map<string, number>();
    for (const [at, wire] of this.#wire.entries()) if (!index.has(wire)) index.set(wire, at);
    return index;
  }
}

/** Places that are noted one after the other, and asked for later in nearly the same order. */
export class Places {
  readonly #places: string[] = [];
  #last = 0;
  #all: ReadonlySet<string> | undefined;

  add(place: string): void {
    this.#places.push(place);
    this.#all = undefined;
  }

  has(place: string): boolean {
    const at = nearby(this.#places, place, this.#last);
    if (at === -1) {
      this.#all ??= new Set(this.#places);
      return this.#all.has(place);
    }
    this.#last = at;
    return true;
  }
}

const NEARBY = 6;
/** A part may have been linked after what is in it. */
const BEFORE = 2;

function nearby(places: readonly string[], place: string, last: number): number {
  const end = Math.min(last + NEARBY, places.length);
  for (let at = Math.max(last - BEFORE, 0); at < end; at++) if (places[at] === place) return at;
  return -1;
}
