import { useState } from 'react';
import { api, failureOf } from '../../app/api.ts';
import { navigate } from '../../app/navigation.ts';
import { useUi } from '../../app/ui-store.ts';
import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { FieldRow, TextInput } from '../../components/Inputs.tsx';

const close = () => useUi.setState({ newNode: false });

export function NewNodeDialog() {
  const open = useUi((ui) => ui.newNode);
  return (
    <Dialog
      open={open}
      title="New node"
      description="A file in this workspace, with a small flow to begin from."
      onClose={close}
    >
      <NewNodeForm />
    </Dialog>
  );
}

function NewNodeForm() {
  const [file, setFile] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const create = async () => {
    const name = file.trim();
    if (name === '') return setProblem('Give the file a name.');
    try {
      const detail = await api().nodes.create(name.endsWith('.vsp') ? name : `${name}.vsp`);
      close();
      navigate({ view: 'nodes', node: detail.id });
    } catch (error) {
      setProblem(failureOf(error).message);
    }
    return undefined;
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        create().catch(() => undefined);
      }}
    >
      <FieldRow label="File" htmlFor="new-node" problem={problem}>
        <TextInput
          id="new-node"
          value={file}
          placeholder="nodes/my_node.vsp"
          invalid={problem !== null}
          onChange={setFile}
        />
      </FieldRow>
      <DialogActions>
        <Button onClick={close}>Cancel</Button>
        <Button tone="primary" type="submit">
          Create
        </Button>
      </DialogActions>
    </form>
  );
}
