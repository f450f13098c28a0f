import { X } from 'lucide-react';
import { Button } from '../components/Button.tsx';
import { cx } from '../components/cx.ts';
import styles from './Toasts.module.css';
import { dismissToast, useUi } from './ui-store.ts';

export function Toasts() {
  const toasts = useUi((ui) => ui.toasts);
  return (
    <div className={styles.toasts} role="status">
      {toasts.map(({ id, tone, text, offer }) => (
        <div key={id} className={cx(styles.toast, styles[tone])}>
          <span className={styles.text}>{text}</span>
          {offer && (
            <Button
              onClick={() => {
                dismissToast(id);
                offer.run();
              }}
            >
              {offer.title}
            </Button>
          )}
          <button
            type="button"
            className={styles.dismiss}
            aria-label="Dismiss"
            onClick={() => dismissToast(id)}
          >
            <X size={14} aria-hidden="true" />
          </button>
        </div>
      ))}
    </div>
  );
}
