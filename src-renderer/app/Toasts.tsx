import { X } from 'lucide-react';
import { cx } from '../components/cx.ts';
import styles from './Toasts.module.css';
import { dismissToast, useUi } from './ui-store.ts';

export function Toasts() {
  const toasts = useUi((ui) => ui.toasts);
  return (
    <div className={styles.toasts} role="status">
      {toasts.map(({ id, tone, text }) => (
        <div key={id} className={cx(styles.toast, styles[tone])}>
          <span>{text}</span>
          <button type="button" aria-label="Dismiss" onClick={() => dismissToast(id)}>
            <X size={14} aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  );
}
