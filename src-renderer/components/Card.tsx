import type { ReactNode } from 'react';
import styles from './Card.module.css';
import { cx } from './cx.ts';

interface Props {
  /** Its name for screen readers. */
  readonly label: string;
  readonly tone: 'bad' | 'warn';
  readonly icon: ReactNode;
  readonly title: ReactNode;
  /** At the end of the title's line. */
  readonly aside?: ReactNode;
  readonly children?: ReactNode;
  readonly actions: ReactNode;
}

/** Something found at the place that is looked at: what it is, its facts, and what can be done about it. */
export function Card({ label, tone, icon, title, aside, children, actions }: Props) {
  return (
    <section className={cx(styles.card, styles[tone])} aria-label={label}>
      <h2>
        {icon}
        {title}
        {aside}
      </h2>
      {children}
      <div className={styles.actions}>{actions}</div>
    </section>
  );
}

/** Names and what they stand for, one to a line. */
export function Facts({ children }: { readonly children: ReactNode }) {
  return <dl className={styles.facts}>{children}</dl>;
}

interface FactProps {
  readonly name: ReactNode;
  readonly title?: string;
  /** Over as many lines as it takes. */
  readonly wraps?: boolean;
  readonly children: ReactNode;
}

export function Fact({ name, title, wraps, children }: FactProps) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className={cx(wraps && styles.wraps)} title={title}>
        {children}
      </dd>
    </div>
  );
}
