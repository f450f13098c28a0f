import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from './Button.tsx';
import styles from './Chips.module.css';

/** Chosen things in a row, and what adds another. */
export function Chips({ children }: { readonly children: ReactNode }) {
  return <div className={styles.chips}>{children}</div>;
}

interface ChipProps {
  readonly children: ReactNode;
  /** What its button does, in words. */
  readonly remove: string;
  readonly onRemove: () => void;
}

export function Chip({ children, remove, onRemove }: ChipProps) {
  return (
    <span className={styles.chip}>
      {children}
      <IconButton label={remove} onClick={onRemove}>
        <X size={12} aria-hidden="true" />
      </IconButton>
    </span>
  );
}
