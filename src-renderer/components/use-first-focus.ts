import { type RefObject, useEffect } from 'react';

/**
 * Keys are for this element where they would be for nothing: what was focused went away with the view that was left.
 * `what` is what the element shows, so that it happens again for something else.
 */
export function useFirstFocus(element: RefObject<HTMLElement | null>, what: string | undefined): void {
  useEffect(() => {
    if (what !== undefined && document.activeElement === document.body)
      element.current?.focus({ preventScroll: true });
  }, [element, what]);
}
