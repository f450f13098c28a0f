/** Rows that are read before they are scrolled to. */
const AHEAD = 24;
/** Milliseconds that a list has to stand where it leapt to before more is read than is seen there: the next leap does not wait for that. */
const STAND_MS = 150;

/** Reads what a list shows, and what it will be scrolled to next. */
export class ReadAhead {
  readonly #want: (first: number, last: number) => void;
  #first = Number.NEGATIVE_INFINITY;
  #last = Number.NEGATIVE_INFINITY;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(want: (first: number, last: number) => void) {
    this.#want = want;
  }

  /** The list shows these rows now. */
  show(first: number, last: number): void {
    const leapt = first > this.#last + AHEAD || last < this.#first - AHEAD;
    [this.#first, this.#last] = [first, last];
    if (leapt) {
      this.#want(first, last);
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => {
        this.#timer = undefined;
        this.#around();
      }, STAND_MS);
    } else if (this.#timer === undefined) this.#around();
  }

  #around(): void {
    this.#want(this.#first - AHEAD, this.#last + AHEAD);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}
