import { expect, test } from 'vitest';
import { keysOf } from './key-names.ts';

const event = (key: string, ...held: ('ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey')[]) => ({
  key,
  ctrlKey: held.includes('ctrlKey'),
  metaKey: held.includes('metaKey'),
  shiftKey: held.includes('shiftKey'),
  altKey: held.includes('altKey'),
});

test.each([
  [event('F5'), 'F5'],
  [event('F5', 'ctrlKey', 'shiftKey'), 'Ctrl+Shift+F5'],
  [event('k', 'metaKey'), 'Ctrl+K'],
  [event('?', 'shiftKey'), '?'],
  [event('S', 'ctrlKey', 'shiftKey'), 'Ctrl+Shift+S'],
  [event('F10', 'altKey'), 'Alt+F10'],
])('%j is %s', (pressed, keys) => {
  expect(keysOf(pressed)).toBe(keys);
});
