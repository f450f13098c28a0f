import { type RefObject, useEffect, useLayoutEffect, useRef } from 'react';

/** One row of a list that scrolls: the one that the keys are about. */
interface Kept {
  readonly position: number;
  /** Pixels of every row. */
  readonly height: number;
  readonly reveal: (position: number) => void;
}

/** A row that could be seen can be seen after the list has become lower; one that was scrolled away stays where it is. */
export function useKeepInView(scroll: RefObject<HTMLElement | null>, kept: Kept): void {
  const now = useRef(kept);
  useLayoutEffect(() => {
    now.current = kept;
  });
  useEffect(() => {
    const element = scroll.current;
    if (!element) return;
    let size = element.clientHeight;
    const sizes = new ResizeObserver(() => {
      const before = size;
      // Of a panel that is not shown nothing is to be seen: it comes back as it was.
      if (element.clientHeight === 0) return;
      size = element.clientHeight;
      const { position, height, reveal } = now.current;
      const top = position * height - element.scrollTop;
      if (size < before && top >= 0 && top < before) reveal(position);
    });
    sizes.observe(element);
    return () => sizes.disconnect();
  }, [scroll]);
}
