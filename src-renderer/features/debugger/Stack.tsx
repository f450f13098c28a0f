import { Loading } from '../../components/States.tsx';
import { useDebugger } from './debugger-store.ts';
import inspector from './Inspector.module.css';
import { SideMark } from './SideMark.tsx';
import styles from './Stack.module.css';

/** The steps and nodes around the selected one, per path, and a handler's own variables while it is stepped through. */
export function Stack() {
  const detail = useDebugger((state) => state.detail);
  const view = useDebugger((state) => state.view);
  if (!detail || !view) return <Loading what="Reading the stack" />;
  const paths = (['reference', 'direct'] as const).filter((path) => view.paths[path] !== null);
  return paths.map((path) => {
    const line = view.paths[path]?.line;
    return (
      <section key={path} aria-label={`Stack of the ${path} path`}>
        <h3 className={inspector.group}>
          <SideMark path={path} />
        </h3>
        <ol className={styles.frames}>
          {line && (
            <li>
              <span>{line.file.split('/').at(-1)}</span>
              <small>
                {line.file}:{line.line}
              </small>
            </li>
          )}
          {detail.stack[path].map((frame, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a frame is its depth
            <li key={index}>
              <span>{frame.name}</span>
              <small>
                {frame.file}:{frame.line}
              </small>
            </li>
          ))}
          {detail.stack[path].length === 0 && <li className={styles.none}>outside every step</li>}
        </ol>
        {line && line.locals.length > 0 && (
          <dl className={styles.locals}>
            {line.locals.map(([name, text]) => (
              <div key={name}>
                <dt>{name}</dt>
                <dd>{text}</dd>
              </div>
            ))}
          </dl>
        )}
      </section>
    );
  });
}
