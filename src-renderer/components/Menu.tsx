import { ContextMenu } from 'radix-ui';
import type { MouseEvent, ReactNode } from 'react';
import styles from './Menu.module.css';

interface MenuProps {
  /** What the menu is opened on. */
  readonly children: ReactNode;
  readonly items: ReactNode;
  readonly onOpen: (event: MouseEvent) => void;
}

/** A menu where the pointer is. */
export function Menu({ children, items, onOpen }: MenuProps) {
  return (
    <ContextMenu.Root>
      <ContextMenu.Trigger asChild onContextMenu={onOpen}>
        {children}
      </ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content className={styles.menu}>{items}</ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  );
}

interface ItemProps {
  readonly disabled: boolean;
  readonly onSelect: () => void;
  readonly children: ReactNode;
}

export function MenuItem(props: ItemProps) {
  return <ContextMenu.Item className={styles.item} {...props} />;
}
