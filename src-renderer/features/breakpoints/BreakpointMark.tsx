import { cx } from '../../components/cx.ts';
import styles from './BreakpointMark.module.css';
import type { GutterMark } from './step-breakpoints.ts';

/** Disc: stops; disc with a bar: stops on a condition; diamond: writes to the log. Hollow while disabled. */
export function BreakpointMark({ shape, enabled }: Pick<GutterMark, 'shape' | 'enabled'>) {
  return <i className={cx(styles.mark, styles[shape], !enabled && styles.off)} aria-hidden="true" />;
}
