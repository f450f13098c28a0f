import type { ReactNode } from 'react';
import type { Divergence } from '../../../shared/trace/comparison.ts';
import { cx } from '../../components/cx.ts';
import { Empty } from '../../components/States.tsx';
import { Value } from '../../components/Value.tsx';
import styles from './DivergenceList.module.css';
import { useDebugger } from './debugger-store.ts';
import { RangeChip } from './RangeChip.tsx';
import { jumpTo } from './travel.ts';

/** All divergences in order: the first, what follows from it, and what does not. */
export function DivergenceList() {
  const all = useDebugger(({ view }) => view?.divergences) ?? [];
  const range = useDebugger((state) => state.range);
  const divergences = range ? all.filter(({ row }) => row >= range.from && row <= range.to) : all;
  const selected = useDebugger((state) => state.shown);
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
        <Item
          key={`${one.step} ${one.occ} ${one.path} ${one.row}`}
          of={one}
          selected={one.row === selected}
          word={<span className={cx(styles.relation, styles[one.relation])}>{one.relation}</span>}
        />
      ))}
      {accepted.map((one) => (
        <Item
          key={`accepted ${one.step} ${one.occ} ${one.path} ${one.row}`}
          of={one}
          selected={one.row === selected}
          word={<span className={cx(styles.relation, styles.accepted)}>≈ accepted</span>}
          rule={one.rule}
        />
      ))}
    </ol>
  );
}

interface ItemProps {
  readonly of: Pick<Divergence, 'row' | 'message' | 'reference' | 'direct'>;
  readonly selected: boolean;
  /** What it is among the others. */
  readonly word: ReactNode;
  /** The one that accepts it. */
  readonly rule?: string;
}

function Item({ of, selected, word, rule }: ItemProps) {
  return (
    <li>
      <button
        type="button"
        className={cx(styles.item, selected && styles.selected)}
        onClick={() => jumpTo(of.row)}
      >
        {word}
        <span className={styles.message}>
          {of.message} {rule !== undefined && <i>Rule {rule}</i>}
        </span>
        <span className={styles.values}>
          {of.reference !== null && <Value value={of.reference} />}
          {of.direct !== null && <Value value={of.direct} />}
        </span>
      </button>
    </li>
  );
}
