import { useNavigation } from '../../app/navigation.ts';
import { useDebugger } from '../debugger/debugger-store.ts';
import { SideMark } from '../debugger/SideMark.tsx';
import styles from './Explorer.module.css';

/** Where each path stands, innermost first. */
export function CallStack() {
  const comparing = useNavigation(({ address }) => address.view === 'comparison');
  const stack = useDebugger(({ detail }) => detail?.stack);
  if (!comparing || !stack) return null;
  const frames = (['reference', 'direct'] as const).flatMap((path) =>
    stack[path].map((frame, depth) => ({ path, frame, depth })),
  );
  if (frames.length === 0) return null;
  return (
    <section aria-label="Call stack">
      <h2 className={styles.heading}>Call stack</h2>
      <ul className={styles.list}>
        {frames.map(({ path, frame, depth }) => (
          <li key={`${path} ${depth}`} className={styles.item} title={`${frame.file}:${frame.line}`}>
            <SideMark path={path} named={false} />
            <span className={styles.name}>{frame.name}</span>
            <small>
              {frame.node}:{frame.line}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
