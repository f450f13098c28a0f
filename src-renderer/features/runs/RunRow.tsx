import type { RunListItem } from '../../../shared/api/view.ts';
import { navigate } from '../../app/navigation.ts';
import { cx } from '../../components/cx.ts';
import { Dot } from '../../components/Dot.tsx';
import { PathMark } from '../../components/PathMark.tsx';
import { showAge, showDuration } from '../../components/time.ts';
import styles from './Runs.module.css';
import { runTone } from './run-status.ts';

interface Props {
  readonly run: RunListItem;
  readonly index: number;
  readonly top: number;
  readonly active: boolean;
  readonly onFocus: () => void;
}

export function RunRow({ run, index, top, active, onFocus }: Props) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it has the keys
    <div
      id={`run-${index}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={active}
      className={cx(styles.row, active && styles.active)}
      style={{ transform: `translateY(${top}px)` }}
      onMouseDown={onFocus}
      onClick={() => navigate({ view: 'comparison', comparison: run.comparison, row: null })}
    >
      <span role="gridcell" className={styles.node}>
        {run.node}
      </span>
      <span role="gridcell">
        <Dot tone={runTone(run.status)} />
        {run.status}
      </span>
      <span role="gridcell" className={styles.summary} title={run.summary}>
        {run.summary}
      </span>
      <span role="gridcell">
        {run.paths.map((path) => (
          <PathMark key={path} path={path} named={run.paths.length === 1} />
        ))}
      </span>
      <span role="gridcell" className={styles.number}>
        {showDuration(run.durationMs * 1000)}
      </span>
      <span role="gridcell" title={new Date(run.startedAt).toISOString()}>
        {showAge(run.startedAt, Date.now())}
      </span>
    </div>
  );
}
