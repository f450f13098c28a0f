import type { PathName } from '../../shared/trace/comparison.ts';
import { cx } from './cx.ts';
import styles from './PathMark.module.css';

/** The square that stands for a path: blue for reference, violet for direct, always with its name beside it. */
export function PathMark({ path, named = true }: { readonly path: PathName; readonly named?: boolean }) {
  return (
    <span className={styles.mark}>
      <i className={cx(styles.square, styles[path])} aria-hidden="true" />
      <span className={named ? undefined : 'visually-hidden'}>{path}</span>
    </span>
  );
}
