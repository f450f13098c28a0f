import { type MouseEvent, type ReactNode, useState } from 'react';
import { Menu, MenuItem } from '../../components/Menu.tsx';
import { showWhyValue, showWrites } from './history-store.ts';

/** What can be asked about the variable or field under the pointer. */
export function ValueMenu({ both, children }: { readonly both: boolean; readonly children: ReactNode }) {
  const [name, setName] = useState<string | null>(null);
  const choose = (event: MouseEvent) => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-value]') : null;
    setName(row?.dataset.value ?? null);
  };
  const items = [
    { title: 'Who set this value', ask: showWrites, possible: name !== null },
    { title: 'Why do these differ?', ask: showWhyValue, possible: name !== null && both },
  ];
  return (
    <Menu
      onOpen={choose}
      items={items.map(({ title, ask, possible }) => (
        <MenuItem key={title} disabled={!possible} onSelect={() => name !== null && ask(name)}>
          {title}
        </MenuItem>
      ))}
    >
      {children}
    </Menu>
  );
}
