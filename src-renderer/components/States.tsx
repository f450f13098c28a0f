import { CircleAlert } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import styles from './States.module.css';

interface EmptyProps {
  readonly title: string;
  readonly children?: ReactNode;
  readonly actions?: ReactNode;
}

/** Nothing here yet: what to do next, and the button that does it. */
export function Empty({ title, children, actions }: EmptyProps) {
  return (
    <div className={styles.state}>
      <p className={styles.title}>{title}</p>
      {children && <div className={styles.text}>{children}</div>}
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}

/** Work that takes long enough to be noticed; the first tenth of a second shows nothing. */
export function Loading({ what }: { readonly what: string }) {
  const [late, setLate] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setLate(true), 100);
    return () => clearTimeout(timer);
  }, []);
  return (
    <div className={styles.state} role="status">
      {late && (
        <>
          <span className={styles.bar} aria-hidden="true" />
          <p className={styles.text}>{what}</p>
        </>
      )}
    </div>
  );
}

interface FailedProps {
  readonly message: string;
  readonly actions?: ReactNode;
}

export function Failed({ message, actions }: FailedProps) {
  return (
    <div className={styles.state} role="alert">
      <CircleAlert size={18} className={styles.mark} aria-hidden="true" />
      <p className={styles.text}>{message}</p>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
