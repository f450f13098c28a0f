import { Check, Diamond, GitBranch } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { BranchComparisonView } from '../../../shared/api/replay.ts';
import type { BranchRecord } from '../../../shared/trace/branch.ts';
import { api } from '../../app/api.ts';
import { navigate } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Choice } from '../../components/Inputs.tsx';
import { PathMark } from '../../components/PathMark.tsx';
import { showAge } from '../../components/time.ts';
import styles from './BranchBar.module.css';
import { proveChange } from './replay-actions.ts';
import { readApplied, undoFix, useReplay } from './replay-store.ts';

interface Props {
  readonly comparison: string;
  readonly branch: BranchRecord;
}

/** What this run is a branch of, where it is not what was recorded, and what can be done with it. */
export function BranchBar({ comparison, branch }: Props) {
  const [beside, setBeside] = useState<BranchComparisonView | null>(null);
  const four = useReplay((state) => state.four);
  useEffect(() => {
    let gone = false;
    setBeside(null);
    readApplied(comparison).catch(() => undefined);
    api()
      .replay.branch(comparison)
      .then((found) => !gone && setBeside(found))
      // Without its original a branch is looked at alone: the columns say so.
      .catch(() => undefined);
    return () => {
      gone = true;
    };
  }, [comparison]);
  return (
    <section className={styles.bar} aria-label="Branch">
      <div className={styles.line}>
        <GitBranch size={13} aria-hidden="true" />
        <b className={styles.name} title={branch.name}>
          {branch.kind === 'replay' ? 'Replay of the record' : branch.name}
        </b>
        <span className={styles.from}>
          {branch.from ? `from ${branch.from.step}` : 'from the beginning'}
          {beside && ` · of a run ${showAge(beside.original.startedAt, Date.now())}`}
        </span>
        <Choice
          label="Columns"
          value={four ? 'four' : 'two'}
          options={[
            { value: 'four', label: 'Beside original' },
            { value: 'two', label: 'Alone' },
          ]}
          onChange={(value) => useReplay.setState({ four: value === 'four' })}
        />
      </div>
      {beside && <Difference kind={branch.kind} beside={beside} />}
      <Actions comparison={comparison} branch={branch} />
    </section>
  );
}

/** Of a replay: is it what was recorded? Of a branch: where it first is not. */
function Difference({
  kind,
  beside,
}: {
  readonly kind: BranchRecord['kind'];
  readonly beside: BranchComparisonView;
}) {
  const messages = Map.groupBy(
    (['reference', 'direct'] as const).filter((path) => beside.difference[path] !== null),
    (path) => beside.difference[path] ?? '',
  );
  const found = [...messages].map(([message, paths]) => ({ message, paths }));
  if (found.length === 0)
    return (
      <p className={styles.same}>
        <Check size={13} aria-hidden="true" />
        {kind === 'replay'
          ? 'Deterministic: every event is the same as recorded.'
          : 'Nothing differs from the original run.'}
      </p>
    );
  return found.map(({ paths, message }) => (
    <p key={message} className={cx(styles.difference, kind === 'replay' && styles.bad)}>
      {kind === 'replay' && <Diamond size={10} fill="currentColor" aria-hidden="true" />}
      {paths.map((path) => (
        <PathMark key={path} path={path} named={paths.length === 1} />
      ))}
      <span title={message}>{message}</span>
    </p>
  ));
}

function Actions({ comparison, branch }: Props) {
  const applied = useReplay((state) => state.applied[comparison]);
  const changes = branch.changes.some(({ kind }) => kind === 'field' || kind === 'text');
  return (
    <div className={styles.actions}>
      <Button onClick={() => navigate({ view: 'comparison', comparison: branch.of, row: null })}>
        Open the original
      </Button>
      {changes && (
        <>
          <Button onClick={() => proveChange().catch(() => undefined)}>Prove it</Button>
          {applied ? (
            <Button onClick={() => undoFix(comparison).catch(() => undefined)}>Undo the fix</Button>
          ) : (
            <Button
              tone="primary"
              onClick={() => useReplay.setState({ applying: { branch: comparison, merge: null } })}
            >
              Apply the fix
            </Button>
          )}
        </>
      )}
      <Button onClick={() => useReplay.setState({ testCase: comparison })}>Save as test case</Button>
      {applied && (
        <span className={styles.same} role="status">
          <Check size={13} aria-hidden="true" /> applied to {applied}
        </span>
      )}
    </div>
  );
}
