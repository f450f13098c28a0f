import { useState } from 'react';
import type { IngestReport } from '../../../shared/api/exchange.ts';
import { useWork } from '../../app/use-work.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { DialogForm } from '../../components/DialogForm.tsx';
import { FieldRow, TextInput } from '../../components/Inputs.tsx';
import styles from './Exchange.module.css';
import { closeExchange, ingestFiles, useExchange } from './exchange-store.ts';

/** Runs of other programs, as files of events. */
export function IngestDialog() {
  const open = useExchange((state) => state.ingest);
  return (
    <Dialog
      open={open}
      wide
      title="Import runs of other programs"
      description="Files of events, one JSON object a line, as the emitters for Python and Node write them. Of two files, runs of the same node on different paths become one comparison."
      onClose={closeExchange}
    >
      <Form />
    </Dialog>
  );
}

function Form() {
  const [files, setFiles] = useState<readonly File[]>([]);
  const [sensitive, setSensitive] = useState('');
  const [refused, setRefused] = useState<IngestReport | null>(null);
  const { problem, busy, work, clear } = useWork();
  const submit = async () => {
    if (files.length === 0) throw new Error('Choose one file of events, or two to compare them.');
    const names = sensitive.split(/[\s,]+/).filter((name) => name !== '');
    const report = await ingestFiles(files, names, refused !== null);
    setRefused(report.stored ? null : report);
  };
  return (
    <DialogForm
      submit={refused ? 'Import without these lines' : 'Import'}
      busy={busy}
      onSubmit={() => work(submit)}
      onClose={closeExchange}
    >
      <FieldRow label="Files" htmlFor="ingest-files" kind=".jsonl" problem={problem}>
        <input
          id="ingest-files"
          type="file"
          multiple
          className={styles.files}
          accept=".jsonl,.ndjson,.json,.txt"
          onChange={(event) => {
            setFiles([...(event.target.files ?? [])]);
            setRefused(null);
            clear();
          }}
        />
      </FieldRow>
      <FieldRow
        label="Sensitive names"
        htmlFor="ingest-sensitive"
        hint="Their values are stored as fingerprints, beside those that the runs and this workspace's nodes name."
      >
        <TextInput
          id="ingest-sensitive"
          value={sensitive}
          mono
          placeholder="card, email"
          onChange={setSensitive}
        />
      </FieldRow>
      {refused && <Malformed report={refused} />}
    </DialogForm>
  );
}

function Malformed({ report }: { readonly report: IngestReport }) {
  const { malformed, malformedCount } = report;
  const more = malformedCount - malformed.length;
  return (
    <div className={styles.malformed} role="alert">
      <p>{malformedCount === 1 ? '1 line' : `${malformedCount} lines`} cannot be read; nothing was stored.</p>
      <ul aria-label="Lines that cannot be read">
        {malformed.map(({ file, line, message }) => (
          <li key={`${file}:${line}`}>
            <b>
              {file}:{line}
            </b>
            {message}
          </li>
        ))}
      </ul>
      {more > 0 && <p>… and {more} more</p>}
    </div>
  );
}
