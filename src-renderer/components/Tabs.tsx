import { Tabs as Radix } from 'radix-ui';
import { type ReactNode, useRef } from 'react';
import { cx } from './cx.ts';
import styles from './Tabs.module.css';

export interface Tab {
  readonly id: string;
  readonly title: string;
  readonly count?: number;
  /** Something in it needs to be seen. */
  readonly loud?: boolean;
  readonly content: ReactNode;
}

interface Props {
  readonly label: string;
  readonly tabs: readonly Tab[];
  readonly value: string;
  readonly onChange: (id: string) => void;
}

export function Tabs({ label, tabs, value, onChange }: Props) {
  const root = useRef<HTMLDivElement>(null);
  // What a tab shows is to be seen, also of one that is in front already: in a low window it may lie below.
  const show = () => root.current?.scrollIntoView({ block: 'nearest' });
  return (
    <Radix.Root
      ref={root}
      className={styles.root}
      value={value}
      onValueChange={onChange}
      activationMode="manual"
    >
      <Radix.List className={styles.list} aria-label={label}>
        {tabs.map((tab) => (
          <Radix.Trigger
            key={tab.id}
            value={tab.id}
            className={styles.tab}
            onClick={show}
            onFocus={({ currentTarget }) => currentTarget.matches(':focus-visible') && show()}
          >
            {tab.title}
            {tab.count !== undefined && tab.count > 0 && (
              <span className={cx(styles.count, tab.loud && styles.loud)}>{tab.count}</span>
            )}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {tabs.map((tab) => (
        <Radix.Content key={tab.id} value={tab.id} className={styles.content} tabIndex={-1}>
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
