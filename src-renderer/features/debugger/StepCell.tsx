import type { Cell, StepRow } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { cx } from '../../components/cx.ts';
import { showDuration } from '../../components/time.ts';
import { Value } from '../../components/Value.tsx';
import { sameValue } from '../../components/values.ts';
import styles from './StepList.module.css';

const STATES: Partial<Record<Cell['state'], string>> = {
  running: 'here',
  failed: 'failed',
  retried: 'tried again',
  returned: 'returned',
};

/** What one path did in a step. An equal value on the second path is `=`; a step that the path never took is hatched. */
interface Props {
  readonly row: StepRow;
  readonly path: PathName;
  /** A path that is not live and has not left a step never will. */
  readonly live: boolean;
  /** In a branch: how it is not what the original is. */
  readonly mark?: string;
}

export function StepCell({ row, path, live, mark }: Props) {
  const cell = row[path];
  const hole = row.status === (path === 'reference' ? 'direct_only' : 'reference_only');
  if (!cell) {
    return (
      <div role="gridcell" className={cx(styles.cell, hole && styles.hole)}>
        {hole && <span className="visually-hidden">no such step on the {path} path</span>}
        {mark && <Mark word={mark} />}
      </div>
    );
  }
  const repeats = path === 'direct' && row.status === 'equal' && isRepeated(row.reference, cell);
  const state = cell.state === 'running' && !live ? 'cut off' : STATES[cell.state];
  return (
    <div role="gridcell" className={cx(styles.cell, mark && styles.marked)}>
      {mark && <Mark word={mark} />}
      {repeats ? (
        <span className={styles.same} title="equal to the reference path">
          =
        </span>
      ) : (
        <>
          {cell.label && (
            <span className={styles.what} data-what={cell.value !== undefined || undefined}>
              {cell.label}
            </span>
          )}
          {cell.value !== undefined && <Value value={cell.value} className={styles.value ?? ''} />}
        </>
      )}
      <span className={styles.note}>
        {cell.violations > 0 && (
          <b
            className={styles.violated}
            title={`${cell.violations} contract ${cell.violations === 1 ? 'violation' : 'violations'}`}
          >
            ✕ {cell.violations}
          </b>
        )}
        {state && <span className={cell.state === 'failed' ? styles.failed : undefined}>{state}</span>}
        {cell.note && cell.note !== cell.label && (
          <span className={styles.word} data-note="word">
            {cell.note}
          </span>
        )}
        {cell.state !== 'running' && (
          <span className={styles.time} data-note="time">
            {showDuration(cell.durationUs)}
          </span>
        )}
      </span>
    </div>
  );
}

function Mark({ word }: { readonly word: string }) {
  return (
    <span className={styles.mark} title={word}>
      <span aria-hidden="true">Δ</span>
      <span className="visually-hidden">{word}: </span>
    </span>
  );
}

function isRepeated(reference: Cell | null, direct: Cell): boolean {
  return (
    reference !== null &&
    direct.value !== undefined &&
    reference.label === direct.label &&
    sameValue(reference.value, direct.value)
  );
}
