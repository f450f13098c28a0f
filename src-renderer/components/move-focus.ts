import type { KeyboardEvent } from 'react';

/** Up and down go from one of these to the next; down from anywhere else goes to the first. */
export function moveFocus(event: KeyboardEvent, among: Iterable<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const items = [...among];
  const at = items.indexOf(event.target as HTMLElement);
  if (step === 0 || (at < 0 && step < 0)) return;
  event.preventDefault();
  items[at + step]?.focus();
}
