import { ChevronDown, ChevronRight } from 'lucide-react';
import { cx } from '../../components/cx.ts';
import styles from './StepList.module.css';

const OPEN = <ChevronDown size={13} aria-hidden="true" />;
const CLOSED = <ChevronRight size={13} aria-hidden="true" />;

interface Props {
  readonly name: string;
  readonly leaf: boolean;
  readonly open: boolean;
  readonly onToggle: () => void;
}

/** Folds what lies within a row; the keys of the list around it do the same. */
export function RowChevron({ name, leaf, open, onToggle }: Props) {
  return (
    <button
      type="button"
      tabIndex={-1}
      className={cx(styles.chevron, leaf && styles.leaf)}
      aria-label={`${open ? 'Close' : 'Open'} ${name}`}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    >
      {open ? OPEN : CLOSED}
    </button>
  );
}
