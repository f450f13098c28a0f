import type { Canonical } from '../../shared/values/canonical.ts';
import { cx } from './cx.ts';
import styles from './Value.module.css';
import { showValue } from './values.ts';

/** One value in one line, coloured by its kind; the ellipsis is the container's. */
export function Value({ value, className }: { readonly value: Canonical; readonly className?: string }) {
  const shown = showValue(value);
  return (
    <span
      className={cx(styles.value, styles[shown.tone], className)}
      title={shown.text.length > 24 ? shown.text : undefined}
    >
      {shown.text}
    </span>
  );
}
