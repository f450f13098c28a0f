import { useState } from 'react';
import { useWork } from '../../app/use-work.ts';
import { DialogForm } from '../../components/DialogForm.tsx';
import { FieldRow, TextInput } from '../../components/Inputs.tsx';
import { closeDialog } from './dialog.ts';
import { rename } from './library-edits.ts';
import { targets } from './library-store.ts';

export function RenameRun() {
  const [item] = useState(() => targets()[0]);
  const [name, setName] = useState(item?.name ?? '');
  const { problem, busy, work } = useWork();
  if (!item) return null;
  const submit = async () => {
    await rename(item, name);
    closeDialog();
  };
  return (
    <DialogForm submit="Rename" busy={busy} onSubmit={() => work(submit)} onClose={closeDialog}>
      <FieldRow label="Name" htmlFor="run-name" hint="Nothing takes the name away." problem={problem}>
        <TextInput id="run-name" value={name} placeholder={item.change ?? item.node} onChange={setName} />
      </FieldRow>
    </DialogForm>
  );
}
