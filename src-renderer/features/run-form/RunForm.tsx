import { Play } from 'lucide-react';
import { useEffect } from 'react';
import type { NodeDetail } from '../../../shared/api/view.ts';
import { Button } from '../../components/Button.tsx';
import { Checkbox, Choice, FieldRow, Select, TextArea } from '../../components/Inputs.tsx';
import { KeyHint } from '../../components/KeyHint.tsx';
import { Loading } from '../../components/States.tsx';
import { useEditor } from '../editor/editor-store.ts';
import { useCurrentNode } from '../editor/NodeEditor.tsx';
import { FieldInput } from './FieldInput.tsx';
import { ModelChoice } from './ModelChoice.tsx';
import { PATH_CHOICES } from './path-choices.ts';
import styles from './RunForm.module.css';
import {
  chooseTestCase,
  ensureForm,
  type RunForm as Form,
  patchForm,
  setDraft,
  setMode,
  startRun,
  useRunForm,
} from './run-store.ts';

/** What the node is run with: its inputs as a form or JSON, and how. */
export function RunForm() {
  const node = useCurrentNode();
  const detail = useEditor(({ documents }) => (node === null ? undefined : documents[node]?.detail));
  const errors = useEditor(({ documents }) =>
    node === null
      ? 0
      : (documents[node]?.checked.diagnostics.filter((one) => one.severity === 'error').length ?? 0),
  );
  const form = useRunForm(({ forms }) => (node === null ? undefined : forms[node]));
  useEffect(() => {
    if (detail) ensureForm(detail);
  }, [detail]);
  const failed = useEditor(({ problems }) => node !== null && problems[node] !== undefined);
  if (node === null || (failed && !detail)) return null;
  if (!detail || !form) return <Loading what="Reading the inputs" />;
  return (
    <form
      className={styles.form}
      onSubmit={(event) => {
        event.preventDefault();
        startRun(detail.id).catch(() => undefined);
      }}
    >
      <Start detail={detail} form={form} errors={errors} />
      <div className={styles.scroll}>
        <div className={styles.bar}>
          <Choice
            label="Inputs as"
            value={form.mode}
            options={[
              { value: 'form', label: 'Form' },
              { value: 'json', label: 'JSON' },
            ]}
            onChange={(mode) => setMode(detail, mode)}
          />
          {detail.testCases.length > 0 && (
            <Select
              id="test-case"
              label="Test case"
              value={form.testCase}
              options={[
                { value: '', label: 'From a test case…' },
                ...detail.testCases.map(({ name }) => ({ value: name, label: name })),
              ]}
              onChange={(name) => chooseTestCase(detail, name)}
            />
          )}
        </div>
        {form.mode === 'json' ? (
          <JsonInputs node={detail.id} form={form} />
        ) : (
          <Fields detail={detail} form={form} />
        )}
        <Options node={detail.id} form={form} />
        {detail.models && <ModelChoice node={detail.id} models={detail.models} form={form} />}
      </div>
    </form>
  );
}

function Start({
  detail,
  form,
  errors,
}: {
  readonly detail: NodeDetail;
  readonly form: Form;
  readonly errors: number;
}) {
  const blocked = errors > 0;
  return (
    <div className={styles.start}>
      <Button tone="primary" type="submit" disabled={blocked || form.starting}>
        <Play size={13} aria-hidden="true" />
        {form.starting ? 'Starting' : form.paths === 'both' ? 'Compare' : 'Run'}
      </Button>
      <KeyHint keys="F5" />
      <Checkbox
        id="stop-on-entry"
        label="Stop on entry"
        checked={form.stopOnEntry}
        onChange={(stopOnEntry) => patchForm(detail.id, { stopOnEntry })}
      />
      {blocked && (
        <p className={styles.blocked} role="status">
          Mend {errors === 1 ? 'the error' : `the ${errors} errors`} first.
        </p>
      )}
      {form.refusal !== null && (
        <p className={styles.refusal} role="alert">
          {form.refusal}
        </p>
      )}
    </div>
  );
}

function Fields({ detail, form }: { readonly detail: NodeDetail; readonly form: Form }) {
  if (detail.inputs.length === 0) {
    const broken = detail.diagnostics.some((one) => one.severity === 'error');
    return (
      <p className={styles.none}>
        {broken ? 'The inputs show here once the errors are mended.' : 'This node takes no inputs.'}
      </p>
    );
  }
  return detail.inputs.map((field) => (
    <FieldInput
      key={field.name}
      field={field}
      types={detail.types}
      path={field.name}
      draft={form.drafts[field.name] ?? null}
      problems={form.problems}
      onChange={(draft) => setDraft(detail.id, field.name, draft)}
    />
  ));
}

function JsonInputs({ node, form }: { readonly node: string; readonly form: Form }) {
  const problem = form.problems['json'];
  return (
    <FieldRow
      label="Inputs"
      htmlFor="json-inputs"
      kind="JSON"
      problem={problem}
      hint="Numbers keep their digits: 0.10 is the decimal 0.10, 3 an integer."
    >
      <TextArea
        id="json-inputs"
        value={form.json}
        rows={16}
        invalid={problem !== undefined}
        onChange={(json) => patchForm(node, { json, problems: {}, refusal: null, testCase: '' })}
      />
    </FieldRow>
  );
}

const EFFECTS = [
  { value: 'share', label: 'Shared' },
  { value: 'each', label: 'Each its own' },
  { value: 'deny', label: 'Denied' },
] as const;
const EFFECT_HINTS = {
  share: 'The reference path performs each effect once; the direct path is given its answer.',
  each: 'Each path has its own copy of the databases and the event bus, and asks language models itself.',
  deny: 'No effect is performed; a step that asks for one fails.',
};
function Options({ node, form }: { readonly node: string; readonly form: Form }) {
  return (
    <div className={styles.options}>
      <div>
        <span className={styles.title}>Paths</span>
        <Choice
          label="Paths"
          value={form.paths}
          options={PATH_CHOICES}
          onChange={(paths) => patchForm(node, { paths })}
        />
      </div>
      <div>
        <span className={styles.title}>Effects</span>
        <Choice
          label="Effects"
          value={form.effects}
          options={EFFECTS}
          onChange={(effects) => patchForm(node, { effects })}
        />
      </div>
      <p>{EFFECT_HINTS[form.effects]}</p>
    </div>
  );
}
