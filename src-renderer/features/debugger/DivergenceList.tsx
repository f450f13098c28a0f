import { cx } from '../../components/cx.ts';
import { Empty } from '../../components/States.tsx';
import { Value } from '../../components/Value.tsx';
import styles from './DivergenceList.module.css';
import { useDebugger } from './debugger-store.ts';
import { RangeChip } from './RangeChip.tsx';
import { jumpTo } from './travel.ts';

const RELATIONS = { first: 'first', consequence: 'consequence', independent: 'independent' } as const;

/** All divergences in order: the first, what follows from it, and what does not. */
export function DivergenceList() {
  const all = useDebugger(({ view }) => view?.divergences) ?? [];
  const range = useDebugger((state) => state.range);
  const divergences = range ? all.filter(({ row }) => row >= range.from && row <= range.to) : all;
  const selected = useDebugger((state) => state.selected);
  const allAccepted = useDebugger(({ view }) => view?.accepted) ?? [];
  const accepted = allAccepted.filter(({ row }) => !range || (row >= range.from && row <= range.to));
  if (all.length + allAccepted.length === 0)
    return <Empty title="No divergence">So far both paths did the same.</Empty>;
  if (divergences.length + accepted.length === 0) {
    return (
      <Empty title="No divergence in these rows" actions={<RangeChip />}>
        The whole comparison has {all.length + allAccepted.length}.
      </Empty>
    );
  }
  return (
    <ol className={styles.list} aria-label="Divergences">
      {divergences.map((one) => (
        <li key={`${one.step} ${one.occ} ${one.path} ${one.row}`}>
          <button
            type="button"
            className={cx(styles.item, one.row === selected && styles.selected)}
            onClick={() => jumpTo(one.row)}
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
            onClick={() => jumpTo(one.row)}
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
