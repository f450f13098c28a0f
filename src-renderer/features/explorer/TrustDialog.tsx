import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import { startRun, useRunForm } from '../run-form/run-store.ts';
import styles from './TrustDialog.module.css';
import { trustWorkspace, useWorkspace } from './workspace-store.ts';

const close = () => useRunForm.setState({ askTrust: null });

/** Asked once for a folder, before anything of it runs. */
export function TrustDialog() {
  const node = useRunForm((state) => state.askTrust);
  const workspace = useWorkspace(({ view }) => view);
  const accept = async () => {
    const waiting = node;
    close();
    if ((await trustWorkspace()) && waiting !== null) await startRun(waiting);
  };
  return (
    <Dialog
      open={node !== null}
      title={`Run what is in ${workspace?.name ?? 'this workspace'}?`}
      description="Handlers and services are programs that run as you. Trust this folder only if you know where it comes from; you are asked once."
      onClose={close}
    >
      <ul className={styles.code} aria-label="What would run">
        {workspace?.code.map((line) => (
          <li key={line}>{line}</li>
        ))}
        {workspace?.code.length === 0 && (
          <li>Only the steps of its nodes: there are no handlers or services.</li>
        )}
      </ul>
      <p className={styles.folder}>{workspace?.folder}</p>
      <DialogActions>
        <Button onClick={close}>Do not run</Button>
        <Button tone="primary" onClick={() => accept().catch(() => undefined)}>
          Trust and run
        </Button>
      </DialogActions>
    </Dialog>
  );
}
