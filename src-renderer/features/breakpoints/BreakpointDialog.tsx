import { useRef, useState } from 'react';
import type { BreakpointPart } from '../../../shared/api/breakpoints.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { DialogForm } from '../../components/DialogForm.tsx';
import { Checkbox, FieldRow, Select, TextInput } from '../../components/Inputs.tsx';
import styles from './BreakpointDialog.module.css';
import { fieldColumn, KINDS, kindOf, specOf } from './breakpoint-kinds.ts';
import { closeForm, type BreakpointForm as Form, submitForm, useBreakpoints } from './breakpoints-store.ts';

const FIELDS = {
  spec: 'breakpoint-text',
  condition: 'breakpoint-condition',
  hits: 'breakpoint-hits',
  log: 'breakpoint-log',
} as const;

/** One breakpoint, part by part. What cannot be read is refused with the place where it goes wrong. */
export function BreakpointDialog() {
  const form = useBreakpoints((state) => state.form);
  return (
    <Dialog
      open={form !== null}
      wide
      title={form?.id == null ? 'New breakpoint' : `Breakpoint ${form.id}`}
      focus={FIELDS[form?.focus ?? 'spec']}
      onClose={closeForm}
    >
      {form && <Fields key={form.opened} form={form} />}
    </Dialog>
  );
}

function Fields({ form }: { readonly form: Form }) {
  const [kind, setKind] = useState(() => kindOf(form.fields.spec).kind);
  const [text, setText] = useState(() => kindOf(form.fields.spec).text);
  const [condition, setCondition] = useState(form.fields.condition ?? '');
  const [hits, setHits] = useState(form.fields.hits ?? '');
  const [log, setLog] = useState(form.fields.log ?? '');
  const [once, setOnce] = useState(form.fields.once);
  const host = useRef<HTMLFormElement>(null);
  const { problem } = form;
  const typed = kind.example !== null;

  const submit = async () => {
    const refused = await submitForm({
      spec: specOf(kind, text),
      ...(typed ? { condition, hits, log } : {}),
      once,
      enabled: form.fields.enabled,
    });
    if (!refused) return;
    // The cursor goes to where it cannot be read.
    const wrong = host.current?.querySelector<HTMLInputElement>(`#${FIELDS[refused.part]}`);
    const at = fieldColumn(kind, refused.part, refused.column) - 1;
    wrong?.focus();
    wrong?.setSelectionRange(at, at);
  };
  const part = (name: BreakpointPart, value: string, onChange: (value: string) => void, example: string) => ({
    htmlFor: FIELDS[name],
    problem:
      problem?.part === name
        ? `${problem.message} (column ${fieldColumn(kind, name, problem.column)})`
        : undefined,
    children: (
      <TextInput
        id={FIELDS[name]}
        mono
        value={value}
        placeholder={example}
        invalid={problem?.part === name}
        onChange={onChange}
      />
    ),
  });
  return (
    <DialogForm
      ref={host}
      submit={form.id === null ? 'Add breakpoint' : 'Keep changes'}
      onSubmit={() => {
        submit().catch(() => undefined);
      }}
      onClose={closeForm}
    >
      <div className={styles.fields}>
        <FieldRow label="Stop at" htmlFor="breakpoint-kind" {...(typed ? {} : { hint: kind.hint })}>
          <Select
            id="breakpoint-kind"
            value={kind.id}
            options={KINDS.map(({ id, title }) => ({ value: id, label: title }))}
            onChange={(id) => setKind(KINDS.find((each) => each.id === id) ?? kind)}
          />
        </FieldRow>
        {typed && (
          <>
            <FieldRow label="Which" hint={kind.hint} {...part('spec', text, setText, kind.example ?? '')} />
            <FieldRow
              label="Only if"
              kind="expression"
              {...part('condition', condition, setCondition, 'total > 100')}
            />
            <FieldRow
              label="Hit count"
              hint="3 is the third hit, >=3 from then on, %3 every third"
              {...part('hits', hits, setHits, 'every')}
            />
            <div className={styles.whole}>
              <FieldRow
                label="Log instead of stopping"
                kind="text with {expressions}"
                {...part('log', log, setLog, 'total is {total}')}
              />
            </div>
          </>
        )}
      </div>
      <Checkbox id="breakpoint-once" checked={once} label="Only the first hit of a run" onChange={setOnce} />
    </DialogForm>
  );
}
