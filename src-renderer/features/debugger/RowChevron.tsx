import { cx } from '../../components/cx.ts';
import styles from './StepList.module.css';

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
      className={cx(styles.chevron, open && styles.open, leaf && styles.leaf)}
      aria-label={`${open ? 'Close' : 'Open'} ${name}`}
      onClick={(event) => {
        event.stopPropagation();
        onToggle();
      }}
    />
  );
}
