import { useState } from 'react';
import type { RequestDialect } from '../../../shared/llm/transform/import.ts';
import { useWork } from '../../app/use-work.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { DialogForm } from '../../components/DialogForm.tsx';
import { Choice, FieldRow, Select, TextArea } from '../../components/Inputs.tsx';
import styles from './Compose.module.css';
import importStyles from './Import.module.css';
import { closeImport, openImport, useImport } from './import-store.ts';
import { importText } from './providers-store.ts';
import { FILTER, RecordedList } from './RecordedList.tsx';

const DIALECTS = [
  { value: '', label: 'whatever it looks like' },
  { value: 'canonical', label: 'canonical' },
  { value: 'openai-chat', label: 'OpenAI chat completions, and compatible servers' },
  { value: 'openai-responses', label: 'OpenAI Responses' },
  { value: 'anthropic', label: 'Anthropic messages' },
  { value: 'gemini', label: 'Gemini generateContent' },
  { value: 'mistral', label: 'Mistral chat' },
] as const;

export function ImportDialog() {
  const from = useImport((state) => state.from);
  return (
    <Dialog
      open={from !== null}
      wide
      focus={from === 'recording' ? FILTER : 'llm-import-text'}
      title="Import a request"
      description={
        from === 'recording'
          ? 'Choose a request that was recorded: it is composed anew, and what was recorded stays as it is.'
          : 'Paste a request in any dialect or a curl command, or choose a file. Keys in headers are left aside.'
      }
      onClose={closeImport}
    >
      <div className={importStyles.from}>
        <Choice
          label="Import from"
          value={from ?? 'text'}
          options={[
            { value: 'text', label: 'Text or file' },
            { value: 'recording', label: 'A recording' },
          ]}
          onChange={(next) => openImport(next)}
        />
      </div>
      {from === 'text' && <Form />}
      {from === 'recording' && (
        <div className={importStyles.body}>
          <RecordedList />
        </div>
      )}
    </Dialog>
  );
}

function Form() {
  const [text, setText] = useState('');
  const [name, setName] = useState('imported');
  const [dialect, setDialect] = useState('');
  const { problem, busy, work, clear } = useWork();
  const submit = async () => {
    const found = await importText(text, dialect === '' ? null : (dialect as RequestDialect), name);
    if (found !== null)
      throw new Error(`${found.line === null ? '' : `Line ${found.line}: `}${found.message}`);
    closeImport();
  };
  const take = async (file: File | undefined) => {
    if (!file) return;
    setText(await file.text());
    setName(file.name.replace(/\.json$/, ''));
    clear();
  };
  return (
    <DialogForm submit="Import" busy={busy} onSubmit={() => work(submit)} onClose={closeImport}>
      <FieldRow label="Request" htmlFor="llm-import-text" problem={problem}>
        <TextArea
          id="llm-import-text"
          rows={12}
          value={text}
          invalid={problem !== null}
          placeholder={'curl https://api.openai.com/v1/chat/completions -d \'{"model": …'}
          onChange={setText}
        />
      </FieldRow>
      <div className={styles.grid}>
        <FieldRow label="File" htmlFor="llm-import-file">
          <input
            id="llm-import-file"
            type="file"
            className={styles.file}
            accept=".json,.txt,.sh,application/json,text/plain"
            onChange={(event) => void take(event.target.files?.[0])}
          />
        </FieldRow>
        <FieldRow label="Written in" htmlFor="llm-import-dialect">
          <Select id="llm-import-dialect" value={dialect} options={DIALECTS} onChange={setDialect} />
        </FieldRow>
      </div>
    </DialogForm>
  );
}
