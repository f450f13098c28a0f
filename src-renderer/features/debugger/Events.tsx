import { cx } from '../../components/cx.ts';
import { Loading } from '../../components/States.tsx';
import { useDebugger } from './debugger-store.ts';
import styles from './Events.module.css';
import inspector from './Inspector.module.css';
import { pairEvents } from './pair-events.ts';

/** The recorded events of the step on both paths, in order. */
export function Events() {
  const detail = useDebugger((state) => state.detail);
  const both = useDebugger(({ view }) => view?.paths.reference !== null && view?.paths.direct !== null);
  if (!detail) return <Loading what="Reading the events" />;
  const pairs = pairEvents(detail.events.reference, detail.events.direct);
  if (pairs.length === 0) return <p className={inspector.none}>No events were recorded here.</p>;
  return (
    <table className={inspector.table}>
      <thead>
        <tr>
          <th scope="col" className={styles.kind}>
            event
          </th>
          <th scope="col">reference</th>
          {both && <th scope="col">direct</th>}
        </tr>
      </thead>
      <tbody>
        {pairs.map(({ reference, direct, equal }) => (
          <tr
            key={`${reference?.index} ${direct?.index}`}
            className={cx(both && !equal && inspector.differs)}
          >
            <td className={inspector.first} title={(reference ?? direct)?.kind}>
              {(reference ?? direct)?.kind.replaceAll('_', ' ')}
            </td>
            <td className={styles.text} title={reference?.text}>
              {reference?.text ?? <span className={inspector.absent}>none</span>}
            </td>
            {both && (
              <td className={styles.text} title={direct?.text}>
                {equal ? (
                  <span className={inspector.same}>=</span>
                ) : (
                  (direct?.text ?? <span className={inspector.absent}>none</span>)
                )}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
