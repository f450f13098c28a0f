import type { LedgerRuleView } from '../../../shared/api/ledger.ts';
import { cx } from '../../components/cx.ts';
import { Dot, type DotTone } from '../../components/Dot.tsx';
import styles from './Ledger.module.css';

const TONES: Record<LedgerRuleView['state'], DotTone> = { active: 'ok', unused: 'idle', expired: 'warn' };

interface Props {
  readonly rule: LedgerRuleView;
  readonly index: number;
  readonly active: boolean;
  readonly onChoose: () => void;
}

export function RuleRow({ rule, index, active, onChoose }: Props) {
  const { id, state, node, step, path, kind, tolerance, reason, hidden, comparisons, owner, expires } = rule;
  const where = [step || 'the node', path].filter((part) => part !== '').join(' · ');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid around it has the keys
    <div
      id={`rule-row-${id}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={active}
      className={cx(styles.row, active && styles.active, state === 'expired' && styles.expired)}
      onClick={onChoose}
    >
      <span role="gridcell" className={styles.id} title={id}>
        <Dot tone={TONES[state]} />
        <b>{id}</b>
        {state !== 'active' && <small>{state}</small>}
      </span>
      <span role="gridcell" title={node}>
        {node}
      </span>
      <span role="gridcell" title={where}>
        {where}
      </span>
      <span role="gridcell">{kind}</span>
      <span role="gridcell" className={styles.number}>
        {tolerance === null ? 'any' : `≤ ${tolerance}`}
      </span>
      <span role="gridcell" title={reason}>
        {reason}
      </span>
      <span role="gridcell" className={styles.number}>
        {hidden === 0 ? 'nothing' : `${hidden} in ${comparisons} ${comparisons === 1 ? 'run' : 'runs'}`}
      </span>
      <span role="gridcell" title={owner}>
        {owner}
      </span>
      <span role="gridcell" className={styles.number}>
        {expires}
      </span>
    </div>
  );
}
