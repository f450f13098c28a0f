import { cx } from '../../components/cx.ts';
import type { PendingStep } from './pending.ts';
import styles from './StepList.module.css';

interface Props {
  readonly step: PendingStep;
  readonly top: number;
  readonly columns: number;
}

/** A step that is still to come. */
export function PendingRow({ step, top, columns }: Props) {
  return (
    <div
      role="row"
      aria-level={step.depth + 1}
      aria-disabled="true"
      className={cx(styles.row, styles.later)}
      style={{ top }}
    >
      <div role="gridcell" className={styles.name} style={{ paddingLeft: 8 + step.depth * 16 }}>
        <i className={styles.chevron} />
        <span className={styles.label}>{step.name}</span>
        <em>{step.operation}</em>
      </div>
      {Array.from({ length: columns }, (_, column) => (
        <div key={column === 0 ? 'first' : 'second'} role="gridcell" className={styles.cell}>
          {column === 0 && <span className="visually-hidden">not reached</span>}
        </div>
      ))}
    </div>
  );
}
