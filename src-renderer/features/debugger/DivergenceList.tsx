import { cx } from '../../components/cx.ts';
import { Empty } from '../../components/States.tsx';
import { Value } from '../../components/Value.tsx';
import styles from './DivergenceList.module.css';
import { reveal, select, useDebugger } from './debugger-store.ts';

const RELATIONS = { first: 'first', consequence: 'consequence', independent: 'independent' } as const;

/** All divergences in order: the first, what follows from it, and what does not. */
export function DivergenceList() {
  const divergences = useDebugger(({ view }) => view?.divergences) ?? [];
  const selected = useDebugger((state) => state.selected);
  const accepted = useDebugger(({ view }) => view?.accepted) ?? [];
  if (divergences.length + accepted.length === 0)
    return <Empty title="No divergence">So far both paths did the same.</Empty>;
  return (
    <ol className={styles.list} aria-label="Divergences">
      {divergences.map((one) => (
        <li key={`${one.step} ${one.occ} ${one.path} ${one.row}`}>
          <button
            type="button"
            className={cx(styles.item, one.row === selected && styles.selected)}
            onClick={() => {
              reveal(one.row);
              select(one.row);
            }}
          >
            <span className={cx(styles.relation, styles[one.relation])}>{RELATIONS[one.relation]}</span>
            <span className={styles.message}>{one.message}</span>
            <span className={styles.values}>
              {one.reference !== null && <Value value={one.reference} />}
              {one.direct !== null && <Value value={one.direct} />}
            </span>
          </button>
        </li>
      ))}
      {accepted.map((one) => (
        <li key={`accepted ${one.step} ${one.occ} ${one.path} ${one.row}`}>
          <button
            type="button"
            className={cx(styles.item, one.row === selected && styles.selected)}
            onClick={() => {
              reveal(one.row);
              select(one.row);
            }}
          >
            <span className={cx(styles.relation, styles.accepted)}>≈ accepted</span>
            <span className={styles.message}>
              {one.message} <i>Rule {one.rule}</i>
            </span>
            <span className={styles.values}>
              {one.reference !== null && <Value value={one.reference} />}
              {one.direct !== null && <Value value={one.direct} />}
            </span>
          </button>
        </li>
      ))}
    </ol>
  );
}
