import { type RefObject, useCallback, useEffect, useLayoutEffect, useMemo } from 'react';
import { type Margins, RowList } from './row-list.ts';

interface Options extends Partial<Margins> {
  /** What scrolls; a head that sticks to its top comes before the rows. */
  readonly scroll: RefObject<HTMLElement | null>;
  readonly count: number;
  /** Pixels of every row. */
  readonly height: number;
  /** Where the list stands at first. */
  readonly offset?: number;
  /** Told of the rows around what is seen, both ends included; `last` before `first`: none. The same one is told of changes alone. */
  readonly onWindow?: (first: number, last: number) => void;
}

export interface Rows {
  readonly list: RowList;
  readonly count: number;
  /** Brings a row into view, by as little as it takes. */
  readonly reveal: (index: number) => void;
}

/**
 * A list of rows of one height, of which only those in view are in the document: a million cost no more than a screen.
 * `RowBlocks` draws them.
 */
export function useRows({
  scroll,
  count,
  height,
  offset = 0,
  above = 0,
  below = 0,
  onWindow,
}: Options): Rows {
  const list = useMemo(() => new RowList(height), [height]);
  useLayoutEffect(() => list.resize(count), [list, count]);
  useLayoutEffect(() => {
    if (scroll.current && offset > 0) scroll.current.scrollTop = offset;
  }, [scroll, offset]);
  useLayoutEffect(() => {
    return scroll.current ? list.follow(scroll.current) : undefined;
  }, [scroll, list]);
  useEffect(() => {
    if (!onWindow) return;
    const tell = () => onWindow(list.window.first, list.window.last);
    tell();
    return list.listen('window', tell);
  }, [list, onWindow]);
  const reveal = useCallback((index: number) => list.reveal(index, { above, below }), [list, above, below]);
  return { list, count, reveal };
}
