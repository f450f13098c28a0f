import { cx } from '../../components/cx.ts';
import styles from './LossList.module.css';

/** Fidelity, 0 to 100; its colour says no more than the number. */
export function Score({ score, large }: { readonly score: number; readonly large?: boolean }) {
  const tone = score >= 90 ? styles.good : score >= 60 ? styles.fair : styles.poor;
  return <b className={cx(styles.score, tone, large && styles.large)}>{score}</b>;
}
