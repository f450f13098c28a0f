import type { Canonical } from '../../shared/values/canonical.ts';
import { cx } from './cx.ts';
import styles from './Value.module.css';
import { type Shown, showValue } from './values.ts';

/** One value in one line, coloured by its kind; the ellipsis is the container's. */
export function Value({ value, className }: { readonly value: Canonical; readonly className?: string }) {
  const shown = showValue(value);
  return (
    <span className={valueClass(shown, className)} title={valueTitle(shown)}>
      {shown.text}
    </span>
  );
}

/** For what keeps its element from one value to the next. */
export function valueClass({ tone }: Shown, className?: string): string {
  return cx(styles.value, styles[tone], className);
}

/** `seen`: what is left of it where it was cut. */
export function valueTitle({ text }: Shown, seen = text): string | undefined {
  return text.length > 24 || seen !== text ? text : undefined;
}
