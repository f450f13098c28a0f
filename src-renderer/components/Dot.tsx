import { cx } from './cx.ts';
import styles from './Dot.module.css';

export type DotTone = 'ok' | 'bad' | 'warn' | 'idle' | 'busy';

/** A state as a shape and a colour: disc, diamond, triangle, ring. A word always stands beside it. */
export function Dot({ tone }: { readonly tone: DotTone }) {
  return <i className={cx(styles.dot, styles[tone])} aria-hidden="true" />;
}
