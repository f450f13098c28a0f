import { useRef, useState } from 'react';
import { api } from '../../app/api.ts';
import { toast } from '../../app/ui-store.ts';
import { useWork } from '../../app/use-work.ts';
import { Button } from '../../components/Button.tsx';
import { DialogForm } from '../../components/DialogForm.tsx';
import { FieldRow, TextInput } from '../../components/Inputs.tsx';
import { base64 } from './base64.ts';
import { closeDialog } from './dialog.ts';
import { runs } from './library-edits.ts';
import { beginAnew } from './library-store.ts';
import styles from './Runs.module.css';

/** More does not go through one message. */
const LIMIT = 10 * 1024 * 1024;

export function ImportRuns() {
  const [path, setPath] = useState('');
  const [chosen, setChosen] = useState<File | null>(null);
  const picker = useRef<HTMLInputElement>(null);
  const { problem, busy, work } = useWork();
  const bring = async () => {
    if (chosen && chosen.size > LIMIT)
      throw new Error(`${chosen.name} has more than 10 MB: give its path on this machine instead.`);
    if (!chosen && path.trim() === '') throw new Error('Choose a file, or give the path of one.');
    const report = await api().library.import(
      chosen
        ? { data: base64(new Uint8Array(await chosen.arrayBuffer())), name: chosen.name }
        : { file: path.trim() },
    );
    const known = report.known.length > 0 ? `, ${runs(report.known.length)} already there` : '';
    toast('info', `${runs(report.imported.length)} imported${known}`);
    closeDialog();
    beginAnew();
  };
  return (
    <DialogForm
      submit={busy ? 'Importing' : 'Import'}
      busy={busy}
      onSubmit={() => work(bring)}
      onClose={closeDialog}
    >
      <div className={styles.file}>
        <Button onClick={() => picker.current?.click()}>Choose a file…</Button>
        <span>{chosen?.name ?? 'No file chosen'}</span>
        <input
          ref={picker}
          type="file"
          accept=".ptrace"
          className="visually-hidden"
          aria-label="Trace file"
          tabIndex={-1}
          onChange={(event) => setChosen(event.target.files?.[0] ?? null)}
        />
      </div>
      <FieldRow label="Or its path on this machine" htmlFor="import-path" problem={problem}>
        <TextInput
          id="import-path"
          value={path}
          placeholder="/home/me/runs.ptrace"
          onChange={(text) => {
            setPath(text);
            setChosen(null);
          }}
        />
      </FieldRow>
    </DialogForm>
  );
}
