import type { MouseEvent, ReactNode } from 'react';
import { action, runAction } from '../../app/actions.ts';
import { KeyHint } from '../../components/KeyHint.tsx';
import { Menu, MenuItem } from '../../components/Menu.tsx';

const ITEMS = [
  'replay.edit',
  'replay.record',
  'breakpoints.toggle',
  'history.expression',
  'replay.test-case',
] as const;

/** What can be done at a step, where the pointer is. */
export function StepMenu({ children }: { readonly children: ReactNode }) {
  // The menu speaks of the row it was opened on.
  const choose = (event: MouseEvent) => {
    if (event.target instanceof HTMLElement) event.target.closest<HTMLElement>('[role=row]')?.click();
  };
  return (
    <Menu onOpen={choose} items={<Items />}>
      {children}
    </Menu>
  );
}

/** Made anew whenever the menu opens: what can be done is what can be done then. */
function Items() {
  return ITEMS.map((id) => {
    const { title, keys, enabled } = action(id);
    return (
      <MenuItem key={id} disabled={!(enabled?.() ?? true)} onSelect={() => runAction(id)}>
        <span>{title}</span>
        {keys && <KeyHint keys={keys} />}
      </MenuItem>
    );
  });
}
