import { Dialog as Radix } from 'radix-ui';
import type { ReactNode } from 'react';
import { cx } from './cx.ts';
import styles from './Dialog.module.css';
import { useFocusBack } from './use-focus-back.ts';

interface Props {
  readonly open: boolean;
  readonly title: string;
  readonly description?: string;
  readonly wide?: boolean;
  /** Id of the field to type in first; without it, the first one. */
  readonly focus?: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}

export function Dialog({ open, title, description, wide, focus, onClose, children }: Props) {
  useFocusBack(open);
  return (
    <Radix.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className={styles.scrim} />
        <Radix.Content
          className={cx(styles.dialog, wide && styles.wide)}
          onOpenAutoFocus={(event) => {
            const field = focus === undefined ? null : document.getElementById(focus);
            if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
            event.preventDefault();
            field.select();
          }}
          {...(description === undefined ? { 'aria-describedby': undefined } : {})}
        >
          <Radix.Title className={styles.title}>{title}</Radix.Title>
          {description !== undefined && (
            <Radix.Description className={styles.description}>{description}</Radix.Description>
          )}
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

export function DialogActions({ children }: { readonly children: ReactNode }) {
  return <div className={styles.actions}>{children}</div>;
}
