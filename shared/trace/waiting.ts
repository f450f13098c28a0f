/** How far ahead a counterpart is looked for within one place. */
const LOOK_AHEAD = 4096;
/** Taken items are dropped from the front in lots: one path may be far ahead. */
const LOT = 256;

/** What one path has brought to a place and the other not yet, in order. */
export class Waiting<Item extends { readonly key: string }> {
  #items: Item[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  get first(): Item | undefined {
    return this.#items[this.#head];
  }

  get all(): readonly Item[] {
    return this.#items.slice(this.#head);
  }

  push(item: Item): void {
    this.#items.push(item);
  }

  /** How many stand before the item with this key, or -1. */
  find(key: string): number {
    const end = Math.min(this.#items.length, this.#head + LOOK_AHEAD);
    for (let i = this.#head; i < end; i++) if (this.#items[i]?.key === key) return i - this.#head;
    return -1;
  }

  at(position: number): Item {
    return this.#items[this.#head + position] as Item;
  }

  /** Removes and gives the first `count`. */
  take(count: number): Item[] {
    const taken = this.#items.slice(this.#head, this.#head + count);
    this.#drop(count);
    return taken;
  }

  /** Removes the first. */
  shift(): void {
    this.#drop(1);
  }

  #drop(count: number): void {
    this.#head += count;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head >= LOT && this.#head * 2 >= this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }
}
