import { Button } from '../../components/Button.tsx';
import { useWorkspace } from '../explorer/workspace-store.ts';
import { useLibrary } from './library-store.ts';
import styles from './Runs.module.css';

/** Says that nothing more goes to the disk, and offers the way out. It goes by itself when there is room again. */
export function FullDisk() {
  const full = useWorkspace(({ view }) => view?.store.full);
  if (!full) return null;
  return (
    <div className={styles.full} role="alert">
      <p>{full}</p>
      <Button onClick={() => useLibrary.setState({ dialog: 'save' })}>Save elsewhere…</Button>
    </div>
  );
}
