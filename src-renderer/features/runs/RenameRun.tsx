import { useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { DialogActions } from '../../components/Dialog.tsx';
import { FieldRow, TextInput } from '../../components/Inputs.tsx';
import { closeDialog, useWork } from './dialog.ts';
import { rename } from './library-edits.ts';
import { targets } from './library-store.ts';

export function RenameRun() {
  const [item] = useState(() => targets()[0]);
  const [name, setName] = useState(item?.name ?? '');
  const { problem, busy, work } = useWork();
  if (!item) return null;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        work(async () => {
          await rename(item, name);
          closeDialog();
        });
      }}
    >
      <FieldRow label="Name" htmlFor="run-name" hint="Nothing takes the name away." problem={problem}>
        <TextInput id="run-name" value={name} placeholder={item.change ?? item.node} onChange={setName} />
      </FieldRow>
      <DialogActions>
        <Button onClick={closeDialog}>Cancel</Button>
        <Button tone="primary" type="submit" disabled={busy}>
          Rename
        </Button>
      </DialogActions>
    </form>
  );
}
