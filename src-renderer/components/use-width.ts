import { type RefObject, useLayoutEffect, useState } from 'react';

/** Pixels that an element has room for within, whatever becomes of it; `least` until it is there. */
export function useWidth(element: RefObject<HTMLElement | null>, least: number): number {
  const [width, setWidth] = useState(least);
  useLayoutEffect(() => {
    const now = element.current;
    if (!now) return;
    const measure = () => setWidth(now.clientWidth);
    measure();
    const sizes = new ResizeObserver(measure);
    sizes.observe(now);
    return () => sizes.disconnect();
  }, [element]);
  return width;
}
