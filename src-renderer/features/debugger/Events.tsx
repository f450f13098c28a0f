import type { Moment } from '../../../shared/api/timeline.ts';
import { cx } from '../../components/cx.ts';
import { Loading } from '../../components/States.tsx';
import { useDebugger } from './debugger-store.ts';
import styles from './Events.module.css';
import inspector from './Inspector.module.css';
import { type EventPair, pairEvents } from './pair-events.ts';
import { useSideName } from './SideMark.tsx';
import { useShown } from './shown.ts';
import { goToEvent } from './travel.ts';

/** The recorded events of the step, or of the chosen rows, on both paths, in order. Each leads to the state just after it. */
export function Events() {
  const detail = useShown();
  const both = useDebugger(({ view }) => view?.paths.reference !== null && view?.paths.direct !== null);
  const only = useDebugger(({ view }) => (view?.paths.reference === null ? 'direct' : 'reference'));
  const [first, second] = [useSideName('reference'), useSideName('direct')];
  const moment = useDebugger((state) => state.moment);
  const counts = useDebugger(({ range, rangeDetail }) => (range ? rangeDetail : null));
  if (!detail) return <Loading what="Reading the events" />;
  const pairs = pairEvents(detail.events.reference, detail.events.direct);
  if (pairs.length === 0) return <p className={inspector.none}>No events were recorded here.</p>;
  const more = counts ? Math.max(counts.counts.reference, counts.counts.direct) - counts.listed : 0;
  return (
    <>
      <table className={inspector.table}>
        <thead>
          <tr>
            <th scope="col" className={styles.number}>
              no.
            </th>
            <th scope="col" className={styles.kind}>
              event
            </th>
            <th scope="col">{both ? first : only}</th>
            {both && <th scope="col">{second}</th>}
          </tr>
        </thead>
        <tbody>
          {pairs.map((pair) => (
            <EventRow
              key={`${pair.reference?.index} ${pair.direct?.index}`}
              pair={pair}
              both={both}
              here={isHere(pair, moment)}
            />
          ))}
        </tbody>
      </table>
      {more > 0 && (
        <p className={inspector.none}>
          The first {counts?.listed} events are listed; {more} more lie in these rows.
        </p>
      )}
    </>
  );
}

function isHere({ reference, direct }: EventPair, moment: Moment | null): boolean {
  if (!moment) return false;
  return (
    (reference !== undefined && moment.reference === reference.index + 1) ||
    (direct !== undefined && moment.direct === direct.index + 1)
  );
}

interface RowProps {
  readonly pair: EventPair;
  readonly both: boolean;
  /** The state after it is looked at. */
  readonly here: boolean;
}

function EventRow({ pair: { reference, direct, equal }, both, here }: RowProps) {
  const path = reference ? 'reference' : 'direct';
  const index = (reference ?? direct)?.index ?? 0;
  return (
    <tr
      className={cx(both && !equal && inspector.differs, here && styles.here)}
      aria-current={here || undefined}
    >
      <td className={styles.number}>
        <button
          type="button"
          title={`State after event ${index} of the ${path} path`}
          onClick={() => void goToEvent(path, index)}
        >
          {index}
        </button>
      </td>
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
  );
}
