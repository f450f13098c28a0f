import { ContextMenu } from 'radix-ui';
import { type MouseEvent, type ReactNode, useState } from 'react';
import styles from '../replay/StepMenu.module.css';
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
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild onContextMenu={choose}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className={styles.menu}>
          {items.map(({ title, ask, possible }) => (
            <ContextMenu.Item
              key={title}
              className={styles.item}
              disabled={!possible}
              onSelect={() => name !== null && ask(name)}
            >
              {title}
            </ContextMenu.Item>
          ))}
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}
