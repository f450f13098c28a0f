import { useState } from 'react';
import { toast } from '../../app/ui-store.ts';
import { useWork } from '../../app/use-work.ts';
import { DialogForm } from '../../components/DialogForm.tsx';
import { Checkbox } from '../../components/Inputs.tsx';
import { closeDialog } from './dialog.ts';
import { exportRuns } from './library-edits.ts';
import { targets } from './library-store.ts';
import styles from './Runs.module.css';

export function ExportRuns() {
  const [items] = useState(targets);
  const [databases, setDatabases] = useState(false);
  const { problem, busy, work } = useWork();
  const submit = async () => {
    toast('info', await exportRuns(items, databases));
    closeDialog();
  };
  return (
    <DialogForm
      submit={busy ? 'Exporting' : 'Export'}
      busy={busy}
      problem={problem}
      onSubmit={() => work(submit)}
      onClose={closeDialog}
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
    </DialogForm>
  );
}
