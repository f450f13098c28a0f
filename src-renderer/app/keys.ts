import { actions } from './actions.ts';
import { keysOf } from './key-names.ts';

/** Every action on its key, wherever the focus is; letters alone never while something is typed. */
export function startKeys(): () => void {
  const byKeys = Map.groupBy(actions, (action) => action.keys ?? '');
  const pressed = (event: KeyboardEvent) => {
    const keys = keysOf(event);
    const found = byKeys.get(keys);
    if (!found || keys === '' || (keys.length === 1 && isTyping(event.target))) return;
    // Also where it cannot be done now: F5 must never reload the page in the middle of a session.
    event.preventDefault();
    event.stopPropagation();
    found.find((action) => action.enabled?.() ?? true)?.run();
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
