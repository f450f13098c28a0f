/** Numbers that only grow, in four bytes each. */
export class Positions {
  #values = new Uint32Array(4);
  #count = 0;

  get length(): number {
    return this.#count;
  }

  push(value: number): void {
    if (this.#count === this.#values.length) {
      const more = new Uint32Array(this.#count * 2);
      more.set(this.#values);
      this.#values = more;
    }
    this.#values[this.#count++] = value;
  }

  /** Undefined outside of the list. */
  get(at: number): number | undefined {
    return at < this.#count ? this.#values[at] : undefined;
  }
}

/** How many of the numbers are less. */
export function lowerBound(list: Positions, wanted: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((list.get(middle) ?? 0) < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
