import { useState } from 'react';
import { toast } from '../../app/ui-store.ts';
import { Button } from '../../components/Button.tsx';
import { DialogActions } from '../../components/Dialog.tsx';
import { Checkbox } from '../../components/Inputs.tsx';
import { closeDialog, useWork } from './dialog.ts';
import { exportRuns } from './library-edits.ts';
import { targets } from './library-store.ts';
import styles from './Runs.module.css';

export function ExportRuns() {
  const [items] = useState(targets);
  const [databases, setDatabases] = useState(false);
  const { problem, busy, work } = useWork();
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        work(async () => {
          toast('info', await exportRuns(items, databases));
          closeDialog();
        });
      }}
    >
      <p className={styles.hint}>
        One file with everything that was recorded of them, as it was recorded: what is sensitive is not in
        it.
      </p>
      <Checkbox
        id="export-databases"
        checked={databases}
        label="Also the databases as they were when the runs began"
        onChange={setDatabases}
      />
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      <DialogActions>
        <Button onClick={closeDialog}>Cancel</Button>
        <Button tone="primary" type="submit" disabled={busy}>
          {busy ? 'Exporting' : 'Export'}
        </Button>
      </DialogActions>
    </form>
  );
}
