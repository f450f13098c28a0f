import { actions } from './actions.ts';
import { keysOf } from './key-names.ts';

/** Keys that mean something of their own wherever they do nothing here. */
const EDITING: ReadonlySet<string> = new Set(['Delete', 'Ctrl+Z', 'Ctrl+G']);

/** Every action on its key, wherever the focus is; letters alone and keys of editing never while something is typed. */
export function startKeys(): () => void {
  const byKeys = Map.groupBy(actions, (action) => action.keys ?? '');
  const pressed = (event: KeyboardEvent) => {
    const keys = keysOf(event);
    const found = byKeys.get(keys);
    // The whole page, chrome and all, is nothing that anybody means to select.
    if (keys === 'Ctrl+A' && !isTyping(event.target)) event.preventDefault();
    if (!found || keys === '') return;
    const usable = found.find(({ enabled, keyed }) => (enabled?.() ?? true) && (keyed?.() ?? true));
    const editing = EDITING.has(keys);
    if ((keys.length === 1 || editing) && isTyping(event.target)) return;
    if (editing && !usable) return;
    // Also where it cannot be done now: F5 must never reload the page in the middle of a session.
    event.preventDefault();
    event.stopPropagation();
    usable?.run();
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
