import { Check, CircleHelp, X } from 'lucide-react';
import type { ContractCell, ContractRow } from '../../../shared/api/view.ts';
import type { Verdict } from '../../../shared/trace/event.ts';
import { cx } from '../../components/cx.ts';
import { Loading } from '../../components/States.tsx';
import { Value } from '../../components/Value.tsx';
import { sameValue } from '../../components/values.ts';
import styles from './Contracts.module.css';
import inspector from './Inspector.module.css';
import { SideMark } from './SideMark.tsx';
import { useShown } from './shown.ts';

const WORDS: Record<Verdict, string> = { held: 'true', violated: 'violated', unknown: 'not evaluable' };
const RANK: Record<Verdict, number> = { violated: 0, held: 1, unknown: 2 };

/** Contracts evaluated so far, violated ones first, each with the values that decided it. */
export function Contracts() {
  const detail = useShown();
  if (!detail) return <Loading what="Reading the contracts" />;
  if (detail.contracts.length === 0) return <p className={inspector.none}>No contract was evaluated here.</p>;
  const rank = (row: ContractRow) =>
    Math.min(...[row.reference, row.direct].map((cell) => (cell ? RANK[cell.verdict] : 3)));
  return (
    <ul className={styles.list}>
      {[...detail.contracts]
        .sort((a, b) => rank(a) - rank(b))
        .map((row) => (
          <Contract key={`${row.kind} ${row.step} ${row.occ} ${row.text}`} row={row} />
        ))}
    </ul>
  );
}

function Contract({ row }: { readonly row: ContractRow }) {
  const { reference, direct } = row;
  const split = reference !== null && direct !== null && reference.verdict !== direct.verdict;
  const verdict =
    reference?.verdict === 'violated' || direct?.verdict === 'violated'
      ? 'violated'
      : (reference ?? direct)?.verdict;
  const Icon = verdict === 'held' ? Check : verdict === 'violated' ? X : CircleHelp;
  return (
    <li className={cx(styles.contract, verdict && styles[verdict])}>
      <div className={styles.head}>
        <Icon size={13} aria-hidden="true" className={styles.icon} />
        <code>{row.text}</code>
        <small>
          {split ? 'differs' : verdict ? `${reference && direct ? 'both ' : ''}${WORDS[verdict]}` : ''} ·{' '}
          {row.kind}
        </small>
      </div>
      {split && (
        <p className={styles.split}>
          {[['reference', reference] as const, ['direct', direct] as const].map(([path, cell]) => (
            <span key={path}>
              <SideMark path={path} /> {WORDS[cell.verdict]}
            </span>
          ))}
        </p>
      )}
      <Parts reference={reference} direct={direct} />
    </li>
  );
}

/** Each sub-expression's value on both paths; an equal second one is `=`. */
function Parts({
  reference,
  direct,
}: {
  readonly reference: ContractCell | null;
  readonly direct: ContractCell | null;
}) {
  const texts = [
    ...new Set([...(reference?.parts ?? []), ...(direct?.parts ?? [])].map((part) => part.text)),
  ];
  if (texts.length === 0) return null;
  return (
    <dl className={styles.parts}>
      {texts.map((text) => {
        const left = reference?.parts.find((part) => part.text === text)?.value;
        const right = direct?.parts.find((part) => part.text === text)?.value;
        return (
          <div key={text}>
            <dt>{text}</dt>
            <dd>
              {left === undefined ? <span className={inspector.absent}>–</span> : <Value value={left} />}
            </dd>
            <dd>
              {right === undefined ? (
                direct && <span className={inspector.absent}>–</span>
              ) : left !== undefined && sameValue(left, right) ? (
                <span className={inspector.same}>=</span>
              ) : (
                <Value value={right} />
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}
