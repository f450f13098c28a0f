import { useEffect, useRef } from 'react';

/**
 * Keys stay in a list of a form: a new entry is typed into at once, and where the pressed button went with its entry they are at
 * the one that adds. What comes back is called before a change that somebody asks for in the list.
 */
export function useEntryFocus(count: number, field: (index: number) => string, add: string): () => void {
  const before = useRef<number | null>(null);
  useEffect(() => {
    if (before.current === null) return;
    if (count > before.current) {
      const typed = document.getElementById(field(count - 1));
      typed?.focus();
      if (typed instanceof HTMLInputElement) typed.select();
    } else if (document.activeElement === document.body) document.getElementById(add)?.focus();
    before.current = null;
  });
  return () => {
    before.current = count;
  };
}
