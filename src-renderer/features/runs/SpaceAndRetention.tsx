import { useEffect, useState } from 'react';
import type { LibraryRetention, LibraryStatistics, RemovalReason } from '../../../shared/api/library.ts';
import { api } from '../../app/api.ts';
import { toast } from '../../app/ui-store.ts';
import { useWork } from '../../app/use-work.ts';
import { Button } from '../../components/Button.tsx';
import { DialogActions } from '../../components/Dialog.tsx';
import { DialogProblem } from '../../components/DialogForm.tsx';
import { showBytes } from '../../components/time.ts';
import { closeDialog } from './dialog.ts';
import { runs } from './library-edits.ts';
import { refreshRuns } from './library-store.ts';
import styles from './Runs.module.css';

const DAY = 86_400_000;
const REASONS: Readonly<Record<RemovalReason, string>> = {
  deleted: 'deleted',
  age: 'too old',
  count: 'too many',
  size: 'beyond the size',
  proofs: 'of proofs beyond those kept',
};

interface Space {
  readonly statistics: LibraryStatistics;
  readonly retention: LibraryRetention;
}

/** How much is kept, what parallax.yml says of it, and what would go now. */
export function SpaceAndRetention() {
  const [space, setSpace] = useState<Space | null>(null);
  const { problem, busy, work } = useWork();
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the dialog opens
  useEffect(() => {
    work(async () => {
      const { library } = api();
      const [statistics, retention] = await Promise.all([library.statistics(), library.retention()]);
      setSpace({ statistics, retention });
    });
  }, []);
  const going = space ? Object.entries(space.retention.removable).filter(([, count]) => count > 0) : [];
  const gone = going.reduce((sum, [, count]) => sum + count, 0);
  return (
    <>
      {space && <Facts {...space} />}
      {space && (
        <p className={styles.hint}>
          {gone === 0
            ? 'Nothing would go now.'
            : `${runs(gone)} would go now: ${going
                .map(([reason, count]) => `${count.toLocaleString('en')} ${REASONS[reason as RemovalReason]}`)
                .join(', ')}. This cannot be undone.`}
        </p>
      )}
      {problem && <DialogProblem text={problem} />}
      <DialogActions>
        <Button onClick={closeDialog}>Close</Button>
        <Button
          tone="primary"
          disabled={busy || space === null}
          onClick={() =>
            work(async () => {
              const { removed, freed } = await api().library.prune();
              toast('info', `${runs(removed)} gone, ${showBytes(freed)} freed`);
              closeDialog();
              await refreshRuns();
            })
          }
        >
          {busy && space ? 'Giving space back' : gone === 0 ? 'Give free space back' : 'Take them out'}
        </Button>
      </DialogActions>
    </>
  );
}

function Facts({ statistics, retention }: Space) {
  const limits = [
    retention.age === null ? null : `${Math.round(retention.age / DAY)} days`,
    retention.count === null ? null : `${retention.count.toLocaleString('en')} runs`,
    retention.bytes === null ? null : showBytes(retention.bytes),
    retention.proofs === null ? null : `${retention.proofs.toLocaleString('en')} runs of proofs`,
  ].filter((limit) => limit !== null);
  const facts: readonly (readonly [string, string])[] = [
    ['Recorded', `${runs(statistics.comparisons)}, ${statistics.events.toLocaleString('en')} events`],
    ['Store', `${showBytes(statistics.bytes)}, of which ${showBytes(statistics.free)} free`],
    ['Pinned', `${runs(statistics.pinned)}: they always stay`],
    ['Deleted', `${runs(statistics.deleted)}: can be had back for a day`],
    ['Kept', `at most ${limits.join(', ')}: library.retention in parallax.yml`],
  ];
  return (
    <dl className={styles.facts}>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
