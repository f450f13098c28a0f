import { useState } from 'react';
import type { EditPoint } from '../../../shared/api/replay.ts';
import { Button } from '../../components/Button.tsx';
import { DiffView } from '../../components/code/DiffView.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import styles from './ApplyDialog.module.css';
import { changeDraft } from './what-if-store.ts';

interface Props {
  readonly point: EditPoint;
  readonly text: string;
  readonly onClose: () => void;
}

/** The node's text as it was recorded, to be changed freely; the file is not touched. */
export function NodeTextDialog({ point, text, onClose }: Props) {
  const [changed, setChanged] = useState(text);
  const accept = () => {
    changeDraft({ text: changed === point.text ? null : changed });
    onClose();
  };
  return (
    <Dialog
      open
      wide
      title={`Text of ${point.node}`}
      description="For this branch only: the file stays as it is until the change is applied."
      onClose={onClose}
    >
      <div className={styles.diff}>
        <DiffView
          label={`Changed text of ${point.file}`}
          original={point.text}
          modified={changed}
          onChange={setChanged}
        />
      </div>
      <DialogActions>
        <Button onClick={onClose}>Cancel</Button>
        <Button tone="primary" onClick={accept}>
          Use this text
        </Button>
      </DialogActions>
    </Dialog>
  );
}
