import { useLayoutEffect } from 'react';

/**
 * What has the focus when something opens above the page has it again when that closes; Radix gives it back to a trigger,
 * and what a key or the palette opens has none. Where something else takes the focus meanwhile, it stays there.
 */
export function useFocusBack(open: boolean): void {
  useLayoutEffect(() => {
    if (!open) return;
    const before = document.activeElement;
    return () => {
      requestAnimationFrame(() => {
        if (document.activeElement === document.body && before instanceof HTMLElement && before.isConnected)
          before.focus({ preventScroll: true });
      });
    };
  }, [open]);
}
