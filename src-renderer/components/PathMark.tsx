import type { PathName } from '../../shared/trace/comparison.ts';
import { cx } from './cx.ts';
import styles from './PathMark.module.css';

/** The square that stands for a path: blue for reference, violet for direct, always with its name beside it. */
export function PathMark({ path, named = true }: { readonly path: PathName; readonly named?: boolean }) {
  return (
    <span className={styles.mark}>
      {/* A name that is not seen is no text that is clipped away: of those a list has hundreds. */}
      <i
        className={cx(styles.square, styles[path])}
        {...(named ? { 'aria-hidden': true } : { role: 'img', 'aria-label': path })}
      />
      {named && <span>{path}</span>}
    </span>
  );
}
