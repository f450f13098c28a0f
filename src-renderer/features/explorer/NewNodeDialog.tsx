import { useState } from 'react';
import { api } from '../../app/api.ts';
import { navigate } from '../../app/navigation.ts';
import { useUi } from '../../app/ui-store.ts';
import { useWork } from '../../app/use-work.ts';
import { Dialog } from '../../components/Dialog.tsx';
import { DialogForm } from '../../components/DialogForm.tsx';
import { FieldRow, TextInput } from '../../components/Inputs.tsx';
import { revealLine } from '../editor/editor-store.ts';

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
  const { problem, busy, work } = useWork();
  const create = async () => {
    const name = file.trim();
    if (name === '') throw new Error('Give the file a name.');
    const detail = await api().nodes.create(name.endsWith('.vsp') ? name : `${name}.vsp`);
    close();
    navigate({ view: 'nodes', node: detail.id });
    revealLine(detail.id, 1, true);
  };
  return (
    <DialogForm submit="Create" busy={busy} onSubmit={() => work(create)} onClose={close}>
      <FieldRow label="File" htmlFor="new-node" problem={problem}>
        <TextInput
          id="new-node"
          value={file}
          placeholder="nodes/my_node.vsp"
          invalid={problem !== null}
          onChange={setFile}
        />
      </FieldRow>
    </DialogForm>
  );
}
