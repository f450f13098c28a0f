import { useEffect, useState } from 'react';
import type { BranchView } from '../../../shared/api/replay.ts';
import { api } from '../../app/api.ts';
import { navigate } from '../../app/navigation.ts';
import { Dot } from '../../components/Dot.tsx';
import { showAge } from '../../components/time.ts';
import { useDebugger } from '../debugger/debugger-store.ts';
import { useWorkspace } from '../explorer/workspace-store.ts';
import styles from './WhatIf.module.css';

/** What was tried of the open run, newest first. */
export function Branches() {
  const of = useDebugger(({ view }) => (view?.pair ? undefined : (view?.branch?.of ?? view?.id)));
  const open = useDebugger(({ comparison }) => comparison);
  const stored = useWorkspace(({ view }) => view?.store.comparisons);
  const [branches, setBranches] = useState<readonly BranchView[]>([]);
  useEffect(() => {
    let gone = false;
    if (of === undefined || stored === undefined) return;
    api()
      .replay.branches(of)
      .then((found) => !gone && setBranches(found))
      // The list is beside the point where the run itself cannot be read: that is said where it is shown.
      .catch(() => !gone && setBranches([]));
    return () => {
      gone = true;
    };
  }, [of, stored]);
  if (branches.length === 0) return null;
  return (
    <section className={styles.section} aria-label="Branches">
      <h3>Branches of this run</h3>
      <ul className={styles.branches}>
        {branches.map(({ comparison, record, diverged, accepted, startedAt, paths }) => {
          const failed = [paths.reference, paths.direct].some((path) => path?.success === false);
          return (
            <li key={comparison}>
              <button
                type="button"
                aria-current={comparison === open}
                onClick={() => navigate({ view: 'comparison', comparison, row: null })}
              >
                <Dot tone={diverged ? 'bad' : failed || accepted ? 'warn' : 'ok'} />
                <span>{record.name}</span>
                <small>
                  {diverged ? 'diverged' : accepted ? 'accepted' : failed ? 'failed' : 'succeeded'} ·{' '}
                  {showAge(startedAt, Date.now())}
                </small>
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
