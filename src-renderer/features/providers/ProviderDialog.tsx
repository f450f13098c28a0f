import { useState } from 'react';
import type { LlmProviders } from '../../../shared/api/llm.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { DialogForm } from '../../components/DialogForm.tsx';
import { FieldRow, Select, TextArea, TextInput } from '../../components/Inputs.tsx';
import styles from './Compose.module.css';
import { draftOf, draftProblems, NEW_DRAFT, overrideOf, type ProviderDraft } from './provider-form.ts';
import { useProviders } from './providers-store.ts';
import { saveProvider, useSettings } from './settings-store.ts';

const close = () => useSettings.setState({ editing: null });

/** Adds a provider to parallax.yml, or changes what is said of one. */
export function ProviderDialog() {
  const editing = useSettings((state) => state.editing);
  const catalogue = useProviders((state) => state.catalogue);
  return (
    <Dialog
      open={editing !== null}
      wide
      focus={editing === '' ? 'provider-id' : 'provider-url'}
      title={editing === '' ? 'Add a provider' : `Change ${editing}`}
      description={
        editing === ''
          ? 'A server that is compatible with OpenAI needs no code: its address and the names of its models.'
          : 'What is written here goes into parallax.yml, whose comments stay; an empty field is as it was built in.'
      }
      onClose={close}
    >
      {editing !== null && catalogue && <Form id={editing} catalogue={catalogue} />}
    </Dialog>
  );
}

function Form({ id, catalogue }: { readonly id: string; readonly catalogue: LlmProviders }) {
  const known = catalogue.providers.find((one) => one.id === id);
  const own = known?.own ?? null;
  const [draft, setDraft] = useState(id === '' ? NEW_DRAFT : draftOf(id, own));
  const [key, setKey] = useState('');
  const [tried, setTried] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const problems = draftProblems(draft, id === '' ? catalogue.providers.map((one) => one.id) : []);
  const submit = async () => {
    setTried(true);
    if (Object.keys(problems).length > 0) return;
    setProblem(await saveProvider(overrideOf(draft, own), key.trim()));
  };
  const field = (
    name: keyof ProviderDraft,
    label: string,
    more: { mono?: boolean; hint?: string; placeholder?: string } = {},
  ) => (
    <FieldRow
      label={label}
      htmlFor={`provider-${FIELD[name] ?? name}`}
      problem={tried ? problems[name] : null}
      {...(more.hint === undefined ? {} : { hint: more.hint })}
    >
      <TextInput
        id={`provider-${FIELD[name] ?? name}`}
        value={draft[name]}
        mono={more.mono ?? false}
        placeholder={more.placeholder ?? ''}
        invalid={tried && problems[name] !== undefined}
        onChange={(value) => setDraft({ ...draft, [name]: value })}
      />
    </FieldRow>
  );
  return (
    <DialogForm
      submit="Save in parallax.yml"
      problem={problem}
      onSubmit={() => void submit()}
      onClose={close}
    >
      <div className={styles.grid}>
        {id === '' && field('id', 'Id', { mono: true, hint: 'as in ID/MODEL' })}
        {id === '' && (
          <FieldRow label="Speaks as" htmlFor="provider-base">
            <Select
              id="provider-base"
              value={draft.base}
              options={catalogue.providers
                .filter((one) => !one.id.startsWith('demo-'))
                .map((one) => ({ value: one.id, label: one.name }))}
              onChange={(base) => setDraft({ ...draft, base })}
            />
          </FieldRow>
        )}
        {field('name', 'Name', { hint: 'what it is called here', placeholder: known?.name ?? '' })}
      </div>
      {field('baseUrl', 'Base URL', { mono: true, placeholder: known?.baseUrl ?? '' })}
      <FieldRow
        label="Models"
        htmlFor="provider-models"
        hint={`${id === '' || own?.extends ? 'one per line' : 'besides those that are built in, one per line'}; a name that ends in * stands for a family`}
      >
        <TextArea
          id="provider-models"
          rows={3}
          value={draft.models}
          onChange={(models) => setDraft({ ...draft, models })}
        />
      </FieldRow>
      <div className={styles.four}>
        {field('concurrent', 'Calls at once')}
        {field('perMinute', 'Calls a minute')}
        {field('headers', 'Seconds to answer')}
        {field('idle', 'Seconds idle')}
      </div>
      {id === '' && catalogue.keychain && (
        <FieldRow label="Key" htmlFor="provider-key" hint="kept in the system's keychain; empty: none">
          <TextInput id="provider-key" secret value={key} onChange={setKey} />
        </FieldRow>
      )}
    </DialogForm>
  );
}

const FIELD: Partial<Record<keyof ProviderDraft, string>> = { baseUrl: 'url' };
