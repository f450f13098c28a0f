import styles from './ConnectionNotice.module.css';
import { useConnection } from './connection.ts';

/** Says that the line is gone; it comes back by itself, and the views with it. */
export function ConnectionNotice() {
  const { state, problem } = useConnection();
  if (state === 'lost') {
    return (
      <div className={styles.notice} role="alert">
        The connection to Parallax is lost; trying again. Nothing that was recorded is lost.
      </div>
    );
  }
  if (state === 'stale') {
    return (
      <div className={styles.notice} role="alert">
        Parallax was started again and does not know this page: open the address that it printed. What is
        shown here is as it was before.
      </div>
    );
  }
  if (state === 'refused') {
    return (
      <div className={styles.refused} role="alert">
        <h1>This page is not connected</h1>
        <p>
          {problem ??
            'Open the address that `npm start` or `parallax serve` printed: it carries the key to this workspace.'}
        </p>
      </div>
    );
  }
  return null;
}
