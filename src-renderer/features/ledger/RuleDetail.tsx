import { useMemo } from 'react';
import type { LedgerRuleView } from '../../../shared/api/ledger.ts';
import { navigate } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { CodeView, type LineMark } from '../../components/code/CodeView.tsx';
import styles from './Ledger.module.css';
import { openEdit, removeRule, useLedger } from './ledger-store.ts';

/** One rule: why it is there, where it hid something, and its lines in the file. */
export function RuleDetail({ rule }: { readonly rule: LedgerRuleView }) {
  const { id, reason, owner, expires, state, hidden, comparisons, recent } = rule;
  return (
    <div className={styles.detail}>
      <section className={styles.about} aria-label={`Rule ${id}`}>
        <h3>{id}</h3>
        <p>{reason}</p>
        <p className={styles.less}>
          {state === 'expired'
            ? `Expired on ${expires}: it hides nothing any more. ${owner} answers for it.`
            : `${owner} answers for it, ${expires === 'never' ? 'without end' : `until ${expires}`}.`}
        </p>
        <p className={styles.less}>
          {hidden === 0
            ? 'It has hidden nothing in any recorded comparison.'
            : `It hid ${hidden} ${hidden === 1 ? 'difference' : 'differences'} in ${comparisons} recorded ${comparisons === 1 ? 'comparison' : 'comparisons'}.`}
        </p>
        {recent.length > 0 && (
          <ul aria-label="Comparisons in which it hid something">
            {recent.map(({ comparison, hidden: count }) => (
              <li key={comparison}>
                <button type="button" onClick={() => navigate({ view: 'comparison', comparison, row: null })}>
                  {comparison}
                </button>
                <span>{count}</span>
              </li>
            ))}
          </ul>
        )}
        <div className={styles.actions}>
          <Button onClick={() => openEdit(rule)}>Edit…</Button>
          <Button onClick={() => void removeRule(id)}>Remove</Button>
        </div>
      </section>
      <RuleLines rule={rule} />
    </div>
  );
}

function RuleLines({ rule }: { readonly rule: LedgerRuleView }) {
  const file = useLedger(({ view }) => view?.file) ?? '';
  const text = useLedger((state) => state.text);
  const { line } = rule;
  const marks = useMemo<readonly LineMark[]>(() => {
    const lines = (text ?? '').split('\n');
    const next = lines.findIndex((one, i) => i >= line && /^\s*-\s/.test(one));
    return [{ first: line, last: next < 0 ? lines.length : next, tone: 'current' }];
  }, [text, line]);
  if (text === null) return null;
  return (
    <section className={styles.file} aria-label={`Lines of the rule in ${file}`}>
      <h3>
        {file}:{line}
      </h3>
      <CodeView label={`Text of ${file}`} language="vsp" text={text} marks={marks} reveal={line} />
    </section>
  );
}
