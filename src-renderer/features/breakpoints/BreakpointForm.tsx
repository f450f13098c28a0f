import { type KeyboardEvent, type SubmitEvent, useEffect, useRef, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Checkbox, FieldRow, Select, TextInput } from '../../components/Inputs.tsx';
import styles from './BreakpointForm.module.css';
import { fieldColumn, KINDS, kindOf, specOf } from './breakpoint-kinds.ts';
import { closeForm, type BreakpointForm as Form, submitForm } from './breakpoints-store.ts';

const FIELDS = { spec: 'breakpoint-text', condition: 'breakpoint-condition', log: 'breakpoint-log' } as const;
const HITS = 'breakpoint-hits';

/** One breakpoint, part by part. What cannot be read is refused with the place where it goes wrong. */
export function BreakpointForm({ form }: { readonly form: Form }) {
  const [kind, setKind] = useState(() => kindOf(form.fields.spec).kind);
  const [text, setText] = useState(() => kindOf(form.fields.spec).text);
  const [condition, setCondition] = useState(form.fields.condition ?? '');
  const [hits, setHits] = useState(form.fields.hits ?? '');
  const [log, setLog] = useState(form.fields.log ?? '');
  const [once, setOnce] = useState(form.fields.once);
  const host = useRef<HTMLFormElement>(null);
  const { problem } = form;
  const typed = kind.example !== null;

  const field = (id: string): HTMLInputElement | null => host.current?.querySelector(`#${id}`) ?? null;
  useEffect(() => {
    const first = host.current?.querySelector<HTMLInputElement>(`#${FIELDS[form.focus]}`);
    first?.focus();
    first?.setSelectionRange(first.value.length, first.value.length);
  }, [form.focus]);
  useEffect(() => {
    if (!problem) return;
    // The cursor goes to where it cannot be read.
    const wrong = field(problem.part === 'hits' ? HITS : FIELDS[problem.part]);
    const at = fieldColumn(kind, problem.part, problem.column) - 1;
    wrong?.focus();
    wrong?.setSelectionRange(at, at);
  }, [problem]);

  const said = (part: NonNullable<typeof problem>['part']) =>
    problem?.part === part
      ? `${problem.message} (column ${fieldColumn(kind, part, problem.column)})`
      : undefined;

  const submit = (event: SubmitEvent) => {
    event.preventDefault();
    submitForm({
      spec: specOf(kind, text),
      ...(typed ? { condition, hits, log } : {}),
      once,
      enabled: form.fields.enabled,
    }).catch(() => undefined);
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    closeForm();
  };

  return (
    <form
      ref={host}
      className={styles.form}
      aria-label={form.id === null ? 'New breakpoint' : `Breakpoint ${form.id}`}
      onSubmit={submit}
      onKeyDown={keys}
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
            <FieldRow label="Which" htmlFor={FIELDS.spec} hint={kind.hint} problem={said('spec')}>
              <TextInput
                id={FIELDS.spec}
                mono
                value={text}
                placeholder={kind.example ?? ''}
                invalid={problem?.part === 'spec'}
                onChange={setText}
              />
            </FieldRow>
            <FieldRow
              label="Only if"
              htmlFor={FIELDS.condition}
              kind="expression"
              problem={said('condition')}
            >
              <TextInput
                id={FIELDS.condition}
                mono
                value={condition}
                placeholder="total > 100"
                invalid={problem?.part === 'condition'}
                onChange={setCondition}
              />
            </FieldRow>
            <FieldRow
              label="Hit count"
              htmlFor={HITS}
              hint="3 the third, >=3 from then on, %3 every third"
              problem={said('hits')}
            >
              <TextInput
                id={HITS}
                mono
                value={hits}
                placeholder="every"
                invalid={problem?.part === 'hits'}
                onChange={setHits}
              />
            </FieldRow>
            <FieldRow
              label="Log instead of stopping"
              htmlFor={FIELDS.log}
              kind="text with {expressions}"
              problem={said('log')}
            >
              <TextInput
                id={FIELDS.log}
                mono
                value={log}
                placeholder="total is {total}"
                invalid={problem?.part === 'log'}
                onChange={setLog}
              />
            </FieldRow>
          </>
        )}
      </div>
      <div className={styles.end}>
        <Checkbox
          id="breakpoint-once"
          checked={once}
          label="Only the first hit of a run"
          onChange={setOnce}
        />
        <Button onClick={closeForm}>Cancel</Button>
        <Button tone="primary" type="submit">
          {form.id === null ? 'Add breakpoint' : 'Keep changes'}
        </Button>
      </div>
    </form>
  );
}
