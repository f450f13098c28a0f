import { useState } from 'react';
import { api } from '../../app/api.ts';
import { toast } from '../../app/ui-store.ts';
import { useWork } from '../../app/use-work.ts';
import { Button } from '../../components/Button.tsx';
import { DialogForm } from '../../components/DialogForm.tsx';
import { FieldRow, TextInput } from '../../components/Inputs.tsx';
import { showBytes } from '../../components/time.ts';
import { closeDialog } from './dialog.ts';
import { runs } from './library-edits.ts';

/** All that is recorded, with what there was no room for, in one file on another disk. */
export function SaveElsewhere() {
  const [to, setTo] = useState('');
  const { problem, busy, work } = useWork();
  const { chooseFolder } = api();
  const submit = async () => {
    if (to.trim() === '') throw new Error('Give a folder on a disk that has room, or a new file.');
    const saved = await api().library.saveElsewhere(to.trim());
    toast(
      'info',
      `${runs(saved.comparisons)}, ${showBytes(saved.bytes)}, saved to ${saved.file}: parallax restore brings them back.`,
    );
    closeDialog();
  };
  return (
    <DialogForm
      submit={busy ? 'Saving' : 'Save'}
      busy={busy}
      actions={
        chooseFolder && (
          <Button onClick={() => work(async () => setTo((await chooseFolder()) ?? to))}>Choose…</Button>
        )
      }
      onSubmit={() => work(submit)}
      onClose={closeDialog}
    >
      <FieldRow
        label="Folder, or new file"
        htmlFor="save-to"
        hint="A copy of the store with all runs, those under way included, and a manifest with its SHA-256."
        problem={problem}
      >
        <TextInput id="save-to" value={to} placeholder="/media/other/disk" onChange={setTo} />
      </FieldRow>
    </DialogForm>
  );
}
