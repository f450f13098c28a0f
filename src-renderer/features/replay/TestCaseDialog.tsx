import { useEffect, useState } from 'react';
import type { NeededValueView } from '../../../shared/api/replay.ts';
import { api } from '../../app/api.ts';
import { toast } from '../../app/ui-store.ts';
import { useWork } from '../../app/use-work.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { DialogForm } from '../../components/DialogForm.tsx';
import { FieldRow, TextInput } from '../../components/Inputs.tsx';
import { PathMark } from '../../components/PathMark.tsx';
import { Value } from '../../components/Value.tsx';
import { useDebugger } from '../debugger/debugger-store.ts';
import styles from './ApplyDialog.module.css';
import { useReplay } from './replay-store.ts';
import { SecretValues } from './SecretValues.tsx';
import { givenSecrets, type TypedSecrets } from './secret-values.ts';

const close = () => useReplay.setState({ testCase: null });

/** The open run's input and the result that is right for it, to be kept in the node. */
export function TestCaseDialog() {
  const comparison = useReplay((state) => state.testCase);
  return (
    <Dialog
      open={comparison !== null}
      title="Save as a test case"
      description="The input and this result are written into the node’s testing.test_cases."
      focus="case-name"
      onClose={close}
    >
      {comparison !== null && <TestCaseForm comparison={comparison} />}
    </Dialog>
  );
}

function TestCaseForm({ comparison }: { readonly comparison: string }) {
  const view = useDebugger((state) => state.view);
  const paths = (['reference', 'direct'] as const).filter((name) => view?.paths[name] != null);
  const [path, setPath] = useState(paths[0] ?? 'reference');
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [asked, setAsked] = useState<readonly NeededValueView[]>([]);
  const [typed, setTyped] = useState<TypedSecrets>({});
  const { problem, busy, work } = useWork();
  useEffect(() => {
    api()
      .replay.testCaseNeeds(comparison)
      .then(setAsked)
      // What is missing is said when it is saved.
      .catch(() => undefined);
  }, [comparison]);
  const save = async () => {
    if (name.trim() === '') throw new Error('Give the test case a name.');
    const saved = await api().replay.saveTestCase({
      comparison,
      path,
      name: name.trim(),
      description,
      values: givenSecrets(typed),
    });
    close();
    const omitted =
      saved.omitted.length === 0 ? '' : ` Left out, as no two runs agree on it: ${saved.omitted.join(', ')}.`;
    toast('info', `${name.trim()} is a test case in ${saved.file}.${omitted}`);
  };
  return (
    <DialogForm submit="Save" busy={busy} onSubmit={() => work(save)} onClose={close}>
      <FieldRow label="Name" htmlFor="case-name" problem={problem}>
        <TextInput
          id="case-name"
          value={name}
          placeholder="slow_provider"
          invalid={problem !== null}
          onChange={setName}
        />
      </FieldRow>
      <FieldRow label="Description" htmlFor="case-description">
        <TextInput id="case-description" value={description} onChange={setDescription} />
      </FieldRow>
      <SecretValues
        asked={asked}
        typed={typed}
        fate="Checked against the record, then written into the node’s file for everybody to read."
        onChange={setTyped}
      />
      <fieldset className={styles.results}>
        <legend>Accepted result</legend>
        {paths.map((one) => {
          const result = view?.paths[one];
          return (
            <label key={one}>
              <input type="radio" name="accepted" checked={path === one} onChange={() => setPath(one)} />
              <PathMark path={one} />
              {result?.error ? (
                <span>{result.error.code}</span>
              ) : (
                <Value value={result?.outputs ?? null} className={styles.value ?? ''} />
              )}
            </label>
          );
        })}
      </fieldset>
    </DialogForm>
  );
}
