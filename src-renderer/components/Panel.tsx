import type { ReactNode } from 'react';
import styles from './Panel.module.css';

interface Props {
  readonly label: string;
  readonly children: ReactNode;
}

/** What a tab shows: a bar, and below it what scrolls. Its rules may ask how wide it is. */
export function Panel({ label, children }: Props) {
  return (
    <section className={styles.panel} aria-label={label}>
      {children}
    </section>
  );
}

/** What the panel is about, in bold, and what can be asked of it. */
export function PanelBar({ children }: { readonly children: ReactNode }) {
  return <header className={styles.bar}>{children}</header>;
}
