import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import styles from './TrustDialog.module.css';
import { accept, decline, useTrust } from './trust-store.ts';
import { useWorkspace } from './workspace-store.ts';

/** Asked once for a folder, before anything of it runs. */
export function TrustDialog() {
  const asked = useTrust(({ waiting }) => waiting !== null);
  const workspace = useWorkspace(({ view }) => view);
  return (
    <Dialog
      open={asked}
      title={`Run what is in ${workspace?.name ?? 'this workspace'}?`}
      description="Handlers and services are programs that run as you. Trust this folder only if you know where it comes from; you are asked once."
      onClose={decline}
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
        <Button onClick={decline}>Do not run</Button>
        <Button tone="primary" onClick={() => accept().catch(() => undefined)}>
          Trust and run
        </Button>
      </DialogActions>
    </Dialog>
  );
}
