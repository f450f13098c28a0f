import { Button } from '../../components/Button.tsx';
import { stayHere, useDebugger } from './debugger-store.ts';
import styles from './StepList.module.css';

/** A long recorded run is seen from its beginning while the rest is still being aligned; what was asked for of the rest, too. */
export function Aligning({ share }: { readonly share: number }) {
  const awaited = useDebugger((state) => state.awaited);
  const percent = Math.floor(share * 100);
  return (
    <div className={styles.aligning}>
      <div role="progressbar" aria-label="Aligning the paths" aria-valuenow={percent}>
        Aligning the paths: {percent} %
        <i style={{ width: `${percent}%` }} />
      </div>
      {awaited && (
        <>
          <p role="status">
            <b>{awaited.what}</b> is not aligned yet: it is shown as soon as it is.
            {awaited.known !== '' && <code title={awaited.known}>{awaited.known}</code>}
          </p>
          <Button onClick={stayHere}>Stay here</Button>
        </>
      )}
    </div>
  );
}
