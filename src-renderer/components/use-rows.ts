import { type RefObject, useCallback, useEffect, useLayoutEffect, useReducer, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { NO_ROWS, nextWindow } from './row-window.ts';

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
  /** In an order of their own: a row has the same element wherever it is seen. */
  readonly items: readonly { readonly index: number; readonly key: number; readonly top: number }[];
  /** The rows around what is seen, both ends included; `last` before `first`: none. */
  readonly first: number;
  readonly last: number;
  /** Pixels of all rows. */
  readonly total: number;
  /** Brings a row into view, by as little as it takes. */
  readonly reveal: (index: number) => void;
}

/** A list of rows of one height, of which only those in view are in the document: a million cost no more than a screen. */
export function useRows({ scroll, count, height, offset = 0, above = 0, below = 0 }: Options): Rows {
  const [window, setWindow] = useState(NO_ROWS);
  const [moves, move] = useReducer((before: number) => before + 1, 0);
  // Where the list stands: asking it for that would lay out the page in the middle of a change.
  const place = useRef<Place>({ top: 0, size: 0, wanted: null, moving: false });
  const rows = useRef(count);
  rows.current = count;

  const look = useCallback(() => {
    const { top, size } = place.current;
    const seen = {
      from: Math.floor(top / height),
      to: Math.floor((top + size - 1) / height),
      room: Math.ceil(size / height) + 1,
      count: rows.current,
    };
    setWindow((before) => nextWindow(before, seen));
  }, [height]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: more rows may be in view
  useLayoutEffect(look, [look, count]);

  useLayoutEffect(() => {
    if (scroll.current && offset > 0) scroll.current.scrollTop = offset;
  }, [scroll, offset]);

  useLayoutEffect(() => {
    const list = scroll.current;
    if (!list) return;
    const measure = () => {
      place.current.size = list.clientHeight;
      place.current.top = list.scrollTop;
      look();
    };
    const scrolled = () => {
      place.current.top = list.scrollTop;
      place.current.moving = true;
      // In the frame that shows where the list has been scrolled to.
      flushSync(look);
    };
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(list);
    list.addEventListener('scroll', scrolled, { passive: true });
    return () => {
      sizes.disconnect();
      list.removeEventListener('scroll', scrolled);
    };
  }, [scroll, look]);

  // What is not seen yet comes frame by frame, as soon as the page has nothing else to do, until a look changes nothing.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was drawn asks for the next
  useEffect(() => {
    let [idle, frame] = [0, 0];
    const rest = () => {
      idle = requestIdleCallback(() => {
        frame = requestAnimationFrame(() => {
          // A frame that scrolls has brought its share.
          if (place.current.moving) rest();
          else flushSync(look);
          place.current.moving = false;
        });
      });
    };
    rest();
    return () => {
      cancelIdleCallback(idle);
      cancelAnimationFrame(frame);
    };
  }, [look, window]);

  const reveal = useCallback(
    (index: number) => {
      const { size, top } = place.current;
      // Of a list without any room the row is the first one to be seen when there is some.
      const room = Math.max(size, above + height + below);
      const highest = Math.max(0, index * height - above);
      const lowest = (index + 1) * height + below - room;
      if (top <= highest && top >= lowest) return;
      place.current.top = top > highest ? highest : lowest;
      place.current.wanted = place.current.top;
      look();
      move();
    },
    [height, above, below, look],
  );

  // Scrolled when the rows of the new place are there: the page is laid out once.
  // biome-ignore lint/correctness/useExhaustiveDependencies: each move asks for it
  useLayoutEffect(() => {
    const { wanted } = place.current;
    const list = scroll.current;
    if (wanted === null || !list) return;
    place.current.wanted = null;
    list.scrollTop = wanted;
    place.current.top = list.scrollTop;
    look();
  }, [scroll, look, moves]);

  const items = window.slots.flatMap((index, key) =>
    index === undefined || index >= count ? [] : [{ index, key, top: index * height }],
  );
  return {
    items,
    first: window.first,
    last: Math.min(window.last, count - 1),
    total: count * height,
    reveal,
  };
}

interface Place {
  top: number;
  size: number;
  /** Where it is to be scrolled to. */
  wanted: number | null;
  /** It was scrolled since the last frame. */
  moving: boolean;
}
