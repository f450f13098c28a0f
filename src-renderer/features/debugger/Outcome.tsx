import { memo } from 'react';
import type { PathView } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { Value } from '../../components/Value.tsx';
import { isLive } from './controls.ts';
import { useDebugger } from './debugger-store.ts';
import styles from './Outcome.module.css';
import { SideMark } from './SideMark.tsx';

/** Once it has ended: what each path returned. */
export const Outcome = memo(function Outcome() {
  const view = useDebugger((state) => state.view);
  if (!view || isLive(view)) return null;
  const paths = (['reference', 'direct'] as const).flatMap((name) => {
    const path = view.paths[name];
    return path ? [{ name, path }] : [];
  });
  return (
    <section className={styles.outcome} aria-label="Results">
      {paths.map(({ name, path }) => (
        <PathOutcome key={name} name={name} path={path} />
      ))}
    </section>
  );
});

function PathOutcome({ name, path }: { readonly name: PathName; readonly path: PathView }) {
  return (
    <div className={styles.path}>
      <SideMark path={name} />
      {path.state === 'cut_off' ? (
        <span className={styles.bad}>cut off {path.error ? `· ${path.error.code}` : ''}</span>
      ) : path.error ? (
        <span className={styles.error} title={path.error.message}>
          <b className={styles.bad}>{path.error.code}</b> {path.error.message}
        </span>
      ) : path.outputs ? (
        <>
          <span className={styles.word}>returned</span>
          <Value value={path.outputs} className={styles.value ?? ''} />
        </>
      ) : (
        <span className={styles.word}>stopped before its result</span>
      )}
    </div>
  );
}
