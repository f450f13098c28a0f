import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { NO_ROWS, nextWindow, type RowWindow } from './row-window.ts';

interface Options {
  /** What scrolls; a head that sticks to its top comes before the rows. */
  readonly scroll: RefObject<HTMLElement | null>;
  readonly count: number;
  /** Pixels of every row. */
  readonly height: number;
  /** Where the list stands at first. */
  readonly offset?: number;
  /** Pixels that stay free around a row that is brought into view. */
  readonly above?: number;
  readonly below?: number;
}

export interface Rows {
  readonly items: readonly { readonly index: number; readonly key: number; readonly top: number }[];
  /** Pixels of all rows. */
  readonly total: number;
  /** Brings a row into view, by as little as it takes. */
  readonly reveal: (index: number) => void;
}

/** A list of rows of one height, of which only those in view are in the document: a million cost no more than a screen. */
export function useRows({ scroll, count, height, offset = 0, above = 0, below = 0 }: Options): Rows {
  const [window, setWindow] = useState<RowWindow>(NO_ROWS);
  const size = useRef(0);
  const rows = useRef(count);
  rows.current = count;

  const look = useCallback(() => {
    const list = scroll.current;
    if (!list) return;
    const from = Math.floor(list.scrollTop / height);
    const to = Math.floor((list.scrollTop + size.current - 1) / height);
    setWindow((before) => {
      const next = nextWindow(before, from, to, rows.current);
      return next.first === before.first && next.last === before.last ? before : next;
    });
  }, [scroll, height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: more rows may be in view
  useLayoutEffect(look, [look, count]);

  useLayoutEffect(() => {
    if (scroll.current && offset > 0) scroll.current.scrollTop = offset;
  }, [scroll, offset]);

  useLayoutEffect(() => {
    const list = scroll.current;
    if (!list) return;
    size.current = list.clientHeight;
    look();
    // In the frame that shows where the list has been scrolled to.
    const scrolled = () => flushSync(look);
    const sizes = new ResizeObserver(() => {
      size.current = list.clientHeight;
      look();
    });
    sizes.observe(list);
    list.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      sizes.disconnect();
      list.removeEventListener('scroll', scrolled);
    };
  }, [scroll, look]);

  // What is not seen yet comes frame by frame, until a look changes nothing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each window asks for the next
  useEffect(() => {
    const frame = requestAnimationFrame(look);
    return () => cancelAnimationFrame(frame);
  }, [look, window]);

  const reveal = useCallback(
    (index: number) => {
      const list = scroll.current;
      if (!list) return;
      // Of a list without any room the row is the first one to be seen when there is some.
      const room = Math.max(size.current, above + height + below);
      const highest = index * height - above;
      const lowest = (index + 1) * height + below - room;
      if (list.scrollTop > highest) list.scrollTop = highest;
      else if (list.scrollTop < lowest) list.scrollTop = lowest;
      look();
    },
    [scroll, height, above, below, look],
  );

  const items = Array.from({ length: Math.min(window.last, count - 1) - window.first + 1 }, (_, i) => {
    const index = window.first + i;
    return { index, key: index - window.base, top: index * height };
  });
  return { items, total: count * height, reveal };
}
