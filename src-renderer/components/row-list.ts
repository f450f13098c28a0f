import { flushSync } from 'react-dom';
import { NO_ROWS, nextWindow, type RowWindow } from './row-window.ts';

/** Pixels that stay free around a row that is brought into view. */
export interface Margins {
  readonly above: number;
  readonly below: number;
}

/** However busy the page is, and where it has nothing to draw, the browser does not call it idle by itself. */
const LATEST = { timeout: 100 };

/**
 * Where a list stands, and the rows that its elements show for that. Who draws an element hears of that element alone:
 * what scrolls in costs what it says, and not a look at all that is there.
 */
export class RowList {
  readonly height: number;
  window: RowWindow = NO_ROWS;
  /** Rows of the whole list. */
  #count = 0;
  #element: HTMLElement | null = null;
  // Asking the list where it stands would lay out the page in the middle of a change.
  #top = 0;
  #size = 0;
  /** Where it is to be scrolled to. */
  #wanted: number | null = null;
  /** It was scrolled since the last frame. */
  #moving = false;
  #idle = 0;
  #frame = 0;
  readonly #listeners = new Map<string | number, Set<() => void>>();

  constructor(height: number) {
    this.height = height;
  }

  /** Calls back when the element shows another row; `window`: when any does; `blocks`: when they stand elsewhere. */
  listen(what: number | 'window' | 'blocks', listener: () => void): () => void {
    const listeners = this.#listeners.get(what) ?? new Set();
    this.#listeners.set(what, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  /** Follows the element that scrolls. */
  follow(element: HTMLElement): () => void {
    this.#element = element;
    const measure = () => {
      this.#size = element.clientHeight;
      this.#top = element.scrollTop;
      this.#look();
    };
    const scrolled = () => {
      const top = element.scrollTop;
      // Where a row was brought into view, its place is drawn already.
      if (top === this.#top) return;
      this.#top = top;
      this.#moving = true;
      // In the frame that shows where the list has been scrolled to.
      flushSync(this.#look);
    };
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(element);
    element.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      this.#element = null;
      sizes.disconnect();
      element.removeEventListener('scroll', scrolled);
      cancelIdleCallback(this.#idle);
      cancelAnimationFrame(this.#frame);
      this.#idle = 0;
    };
  }

  /** There are so many rows now. */
  resize(count: number): void {
    this.#count = count;
    this.#look();
  }

  /** Brings a row into view, by as little as it takes. */
  reveal(index: number, { above, below }: Margins): void {
    const { height } = this;
    const top = this.#top;
    // Of a list without any room the row is the first one to be seen when there is some.
    const room = Math.max(this.#size, above + height + below);
    const highest = Math.max(0, index * height - above);
    const lowest = (index + 1) * height + below - room;
    if (top <= highest && top >= lowest) return;
    this.#top = top > highest ? highest : lowest;
    this.#wanted = this.#top;
    this.#look();
    this.#tell('blocks');
  }

  /** Scrolls where a row was wanted, now that its place is drawn: the page is laid out once. */
  settle(): void {
    if (this.#wanted === null || !this.#element) return;
    this.#element.scrollTop = this.#wanted;
    this.#wanted = null;
    this.#top = this.#element.scrollTop;
    this.#look();
  }

  readonly #look = (): void => {
    const { height, window: before } = this;
    const [top, size, count] = [this.#top, this.#size, this.#count];
    const after = nextWindow(before, {
      from: Math.floor(top / height),
      to: Math.floor((top + size - 1) / height),
      room: Math.ceil(size / height) + 1,
      count,
    });
    if (after === before) return;
    this.window = after;
    if (after.page !== before.page || after.pages.some((page, i) => page !== before.pages[i]))
      this.#tell('blocks');
    for (const [slot, row] of after.slots.entries()) if (row !== before.slots[slot]) this.#tell(slot);
    if (after.first !== before.first || after.last !== before.last) this.#tell('window');
    this.#rest();
  };

  #tell(what: number | 'window' | 'blocks'): void {
    for (const listener of this.#listeners.get(what) ?? []) listener();
  }

  /** What is not seen yet comes frame by frame, as soon as the page has nothing else to do, until a look changes nothing. */
  #rest(): void {
    if (this.#idle !== 0) return;
    this.#idle = requestIdleCallback(() => {
      this.#frame = requestAnimationFrame(() => {
        this.#idle = 0;
        // A frame that scrolls has brought its share.
        if (this.#moving) this.#rest();
        else flushSync(this.#look);
        this.#moving = false;
      });
    }, LATEST);
  }
}
