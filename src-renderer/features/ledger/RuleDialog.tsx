import { useState } from 'react';
import { Dialog } from '../../components/Dialog.tsx';
import { DialogForm } from '../../components/DialogForm.tsx';
import { Checkbox, Choice, FieldRow, Select, TextArea, TextInput } from '../../components/Inputs.tsx';
import { closeForm, type RuleForm, submitRule, useLedger } from './ledger-store.ts';
import styles from './RuleDialog.module.css';
import { type RuleDraft, refusedField } from './rule-draft.ts';

const KINDS = [
  { value: 'value', label: 'value' },
  { value: 'missing', label: 'missing' },
  { value: 'order', label: 'order' },
  { value: 'effect', label: 'effect' },
] as const;

/** A rule of the ledger, prefilled from what it is about. */
export function RuleDialog() {
  const form = useLedger((state) => state.form);
  const edits = form?.draft.id !== null;
  return (
    <Dialog
      open={form !== null}
      wide
      title={edits ? `Rule ${form?.draft.id ?? ''}` : 'Accept this difference'}
      description="equivalences.yml gets a rule that names it. Nothing else is hidden; * stands for any text."
      onClose={closeForm}
    >
      {form && <Form form={form} />}
    </Dialog>
  );
}

function Form({ form }: { readonly form: RuleForm }) {
  const [draft, setDraft] = useState(form.draft);
  const [also, setAlso] = useState(form.also);
  const [problem, setProblem] = useState<string | null>(null);
  const count = form.following.length;
  const set = (change: Partial<RuleDraft>) => setDraft({ ...draft, ...change });
  const field = problem === null ? null : refusedField(problem);
  const of = (name: typeof field) => (field === name ? problem : null);
  const submit = async () => setProblem(await submitRule(draft, also ? form.following : []));
  const text = (name: 'node' | 'step' | 'path' | 'owner' | 'expires', label: string, placeholder = '') => (
    <FieldRow label={label} htmlFor={`rule-${name}`} problem={of(name)}>
      <TextInput
        id={`rule-${name}`}
        value={draft[name]}
        mono={name !== 'owner'}
        placeholder={placeholder}
        invalid={field === name}
        onChange={(value) => set({ [name]: value })}
      />
    </FieldRow>
  );
  const sized = draft.kind === 'value' || draft.kind === 'effect';
  return (
    <DialogForm
      submit={draft.id === null ? 'Accept' : 'Save rule'}
      problem={field === null ? problem : null}
      onSubmit={() => void submit()}
      onClose={closeForm}
    >
      <div className={styles.grid}>
        {text('node', 'Node')}
        {text('step', 'Step', 'the node itself')}
        {text('path', 'Field', 'the whole event')}
        <FieldRow label="Kind" htmlFor="rule-kind" problem={of('kind')}>
          <Select
            id="rule-kind"
            value={draft.kind}
            options={KINDS}
            onChange={(kind) => set({ kind: kind as RuleDraft['kind'] })}
          />
        </FieldRow>
        <FieldRow label="Accepts" htmlFor="rule-tolerance" problem={of('tolerance')}>
          <div className={styles.extent}>
            <Choice
              label="How far it accepts"
              value={draft.extent}
              options={[
                ...(sized ? [{ value: 'tolerance' as const, label: 'up to' }] : []),
                { value: 'ignore', label: 'any difference' },
              ]}
              onChange={(extent) => set({ extent })}
            />
            {draft.extent === 'tolerance' && (
              <TextInput
                id="rule-tolerance"
                label="Tolerance"
                value={draft.tolerance}
                mono
                invalid={field === 'tolerance'}
                onChange={(tolerance) => set({ tolerance })}
              />
            )}
          </div>
        </FieldRow>
        {text('expires', 'Expires', 'never, or 2027-03-31')}
      </div>
      <FieldRow label="Reason" htmlFor="rule-reason" problem={of('reason')}>
        <TextArea
          id="rule-reason"
          value={draft.reason}
          rows={2}
          invalid={field === 'reason'}
          onChange={(reason) => set({ reason })}
        />
      </FieldRow>
      {text('owner', 'Owner', 'who answers for it')}
      {count > 0 && (
        <div className={styles.also}>
          <Checkbox
            id="rule-also"
            checked={also}
            label={
              count === 1
                ? 'Also accept the one difference that follows from it, with a rule of its own'
                : `Also accept the ${count} differences that follow from it, each with a rule of its own`
            }
            onChange={setAlso}
          />
        </div>
      )}
    </DialogForm>
  );
}
