import { useEffect, useState } from 'react';
import { navigate, useNavigation } from '../../app/navigation.ts';
import { cx } from '../../components/cx.ts';
import { Dot } from '../../components/Dot.tsx';
import { showAge } from '../../components/time.ts';
import { runTone } from '../runs/run-status.ts';
import { readRecent, useRuns } from '../runs/runs-store.ts';
import styles from './Explorer.module.css';
import { useWorkspace } from './workspace-store.ts';

export function RecentRuns() {
  const recent = useRuns((state) => state.recent);
  const count = useWorkspace(({ view }) => view?.store.comparisons);
  const nodes = useWorkspace(({ view }) => view?.nodes);
  const current = useNavigation(({ address }) => (address.view === 'comparison' ? address.comparison : null));
  const now = useNow();
  useEffect(() => {
    // A run that ends changes its node's last result, one that begins the store's count.
    if (count !== undefined && nodes) readRecent().catch(() => undefined);
  }, [count, nodes]);
  if (recent.length === 0) return null;
  return (
    <section aria-label="Recent runs">
      <h2 className={styles.heading}>Recent runs</h2>
      <ul className={styles.list}>
        {recent.map((run) => (
          <li key={run.comparison}>
            <button
              type="button"
              className={cx(styles.item, run.comparison === current && styles.current)}
              title={`${run.status}: ${run.summary}`}
              onClick={() => navigate({ view: 'comparison', comparison: run.comparison, row: null })}
            >
              <Dot tone={runTone(run.status)} />
              <span className={styles.name}>{run.node}</span>
              <span className="visually-hidden">{run.status}</span>
              <small>{showAge(run.startedAt, now)}</small>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

function useNow(): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 30_000);
    return () => clearInterval(timer);
  }, []);
  return now;
}
