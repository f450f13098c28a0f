import { Button } from '../../components/Button.tsx';
import { Dialog, DialogActions } from '../../components/Dialog.tsx';
import styles from './Exchange.module.css';
import { closeExchange, copyId, exportReport, useExchange } from './exchange-store.ts';

/** A comparison for people without the application. */
export function ReportDialog() {
  const comparison = useExchange((state) => state.report);
  return (
    <Dialog
      open={comparison !== null}
      title="Export report"
      description="The aligned steps, the divergence and its cause, for people without Parallax. Sensitive values are fingerprints."
      onClose={closeExchange}
    >
      {comparison !== null && (
        <>
          <p className={styles.id}>
            <code>{comparison}</code>
            <Button tone="quiet" onClick={() => copyId(comparison)}>
              Copy id
            </Button>
          </p>
          <DialogActions>
            <Button onClick={() => void exportReport(comparison, 'markdown', 'clipboard')}>
              Copy Markdown
            </Button>
            <Button onClick={() => void exportReport(comparison, 'markdown', 'file')}>Save Markdown</Button>
            <Button tone="primary" onClick={() => void exportReport(comparison, 'html', 'file')}>
              Save HTML page
            </Button>
          </DialogActions>
        </>
      )}
    </Dialog>
  );
}
