import { useEffect, useRef, useState } from 'react';
import type { EditView, MergeView } from '../../../shared/api/replay.ts';
import { failureOf } from '../../app/api.ts';
import { Button } from '../../components/Button.tsx';
import { DiffView } from '../../components/code/DiffView.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { Choice } from '../../components/Inputs.tsx';
import { Failed, Loading } from '../../components/States.tsx';
import styles from './ApplyDialog.module.css';
import { branchEdits, type Edited } from './branch-edits.ts';
import { applyFix, applyMerge, useReplay } from './replay-store.ts';

const close = () => useReplay.setState({ applying: null });

/** A branch's change as a diff of the file; where the file has moved on, the merge instead. */
export function ApplyDialog() {
  const applying = useReplay((state) => state.applying);
  if (applying === null) return null;
  return applying.merge ? (
    <Merge branch={applying.branch} merge={applying.merge} />
  ) : (
    <Apply key={applying.branch} branch={applying.branch} />
  );
}

function Apply({ branch }: { readonly branch: string }) {
  const [edits, setEdits] = useState<readonly Edited[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  useEffect(() => {
    branchEdits(branch).then(setEdits, (error: unknown) => setProblem(failureOf(error).message));
  }, [branch]);
  const edit: EditView | undefined = edits?.[0]?.edit;
  const base = edits?.[0]?.base ?? '';
  const empty = edits !== null && edit === undefined;
  const button = useRef<HTMLButtonElement>(null);
  // It can be undone: Enter applies what was read.
  useEffect(() => {
    if (edit) button.current?.focus();
  }, [edit]);
  return (
    <Dialog
      open
      wide
      title={edit ? `Apply the change to ${edit.file}` : 'Apply the change'}
      description="Only what changes is replaced: comments, order and formatting stay. It can be undone."
      onClose={close}
    >
      <div className={styles.diff}>
        {problem !== null ? (
          <Failed message={problem} />
        ) : empty ? (
          <Failed message="This branch changes no text of a node: there is nothing to apply." />
        ) : edit ? (
          <DiffView label={`Changed text of ${edit.file}`} original={base} modified={edit.text} />
        ) : (
          <Loading what="Reading the change" />
        )}
      </div>
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button
          ref={button}
          tone="primary"
          disabled={!edit}
          onClick={() => {
            close();
            applyFix(branch).catch(() => undefined);
          }}
        >
          Apply
        </Button>
      </DialogActions>
    </Dialog>
  );
}

type Shown = 'result' | 'theirs' | 'mine';

function Merge({ branch, merge }: { readonly branch: string; readonly merge: MergeView }) {
  const [shown, setShown] = useState<Shown>('result');
  const [text, setText] = useState(merge.merged ?? merge.theirs);
  return (
    <Dialog
      open
      wide
      title={`${merge.file} has changed meanwhile`}
      description={
        merge.merged === null
          ? 'Nothing was written. Make your change in the file as it is now, then write it.'
          : 'Nothing was written. This is your change made in the file as it is now.'
      }
      onClose={close}
    >
      <Choice
        label="What to compare"
        value={shown}
        options={[
          { value: 'result', label: 'File now → merged' },
          { value: 'theirs', label: 'Changed in the file' },
          { value: 'mine', label: 'Your change' },
        ]}
        onChange={setShown}
      />
      <div className={styles.diff}>
        {shown === 'result' ? (
          <DiffView
            key={shown}
            label="Merged text"
            original={merge.theirs}
            modified={text}
            onChange={setText}
          />
        ) : (
          <DiffView
            key={shown}
            label={shown === 'theirs' ? 'The file now' : 'Your changed text'}
            original={merge.base}
            modified={shown === 'theirs' ? merge.theirs : merge.mine}
          />
        )}
      </div>
      <DialogActions>
        <Button onClick={close}>Leave the file as it is</Button>
        <Button
          tone="primary"
          disabled={text === merge.theirs}
          onClick={() => {
            applyMerge(branch, merge, text).catch(() => undefined);
          }}
        >
          Write the merged text
        </Button>
      </DialogActions>
    </Dialog>
  );
}
