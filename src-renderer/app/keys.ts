import { actions } from './actions.ts';

/** `Ctrl+Shift+F5` of a key event; Command counts as Ctrl. */
export function keysOf(
  event: Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>,
): string {
  const key = event.key.length === 1 ? event.key.toUpperCase() : event.key;
  const parts = [];
  if (event.ctrlKey || event.metaKey) parts.push('Ctrl');
  if (event.altKey) parts.push('Alt');
  // A character that needs Shift to be typed says so by itself.
  if (event.shiftKey && (event.key.length > 1 || /[A-Z]/.test(key))) parts.push('Shift');
  return [...parts, key].join('+');
}

/** Every action on its key, wherever the focus is; letters alone never while something is typed. */
export function startKeys(): () => void {
  const byKeys = new Map(actions.flatMap((action) => (action.keys ? [[action.keys, action] as const] : [])));
  const pressed = (event: KeyboardEvent) => {
    const keys = keysOf(event);
    const found = byKeys.get(keys);
    if (!found || (keys.length === 1 && isTyping(event.target))) return;
    // Also where it cannot be done now: F5 must never reload the page in the middle of a session.
    event.preventDefault();
    event.stopPropagation();
    if (found.enabled?.() ?? true) found.run();
  };
  window.addEventListener('keydown', pressed, { capture: true });
  return () => window.removeEventListener('keydown', pressed, { capture: true });
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName) ||
      target.closest('.monaco-editor') !== null)
  );
}
