import { type KeyboardEvent, useEffect } from 'react';
import { navigate } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import listHead from '../../components/ListHead.module.css';
import { Empty, Failed, Loading } from '../../components/States.tsx';
import { useWorkspace } from '../explorer/workspace-store.ts';
import styles from './Ledger.module.css';
import { loadLedger, useLedger } from './ledger-store.ts';
import { RuleDetail } from './RuleDetail.tsx';
import { RuleRow } from './RuleRow.tsx';

const TITLES = ['Rule', 'Node', 'Where', 'Kind', 'Accepts', 'Reason', 'Hid', 'Owner', 'Expires'];

/** Every accepted difference of the workspace: who accepted it, why, how far, and what it has hidden. */
export function Ledger() {
  const { view, problem } = useLedger();
  // Runs that end, and files that change, are told with the workspace.
  const workspace = useWorkspace((state) => state.view);
  useEffect(() => {
    if (workspace) void loadLedger();
  }, [workspace]);
  const wrong = view?.diagnostics.filter((one) => one.severity === 'error') ?? [];
  return (
    <section className={styles.ledger} aria-label="Ledger of accepted differences">
      <header className={styles.bar}>
        <h2>Ledger</h2>
        <span>{view ? summary(view.rules) : ''}</span>
      </header>
      {wrong.length > 0 && (
        <ul className={styles.wrong} role="alert">
          {wrong.map((one) => (
            <li key={`${one.range.line}:${one.range.column} ${one.message}`}>
              {view?.file}:{one.range.line}:{one.range.column} {one.message}
            </li>
          ))}
        </ul>
      )}
      {problem ? (
        <Failed
          message={problem.message}
          actions={<Button onClick={() => void loadLedger()}>Try again</Button>}
        />
      ) : !view ? (
        <Loading what="Reading the ledger" />
      ) : view.rules.length === 0 ? (
        <Empty
          title="No difference is accepted"
          actions={
            <Button tone="primary" onClick={() => navigate({ view: 'runs' })}>
              Open a recorded run
            </Button>
          }
        >
          Where both paths may differ for a known reason, press Accept… on the card of the divergence. Every
          rule has a reason, an owner and, if you like, an end.
        </Empty>
      ) : (
        <Rules />
      )}
    </section>
  );
}

function summary(rules: readonly { readonly state: string }[]): string {
  const of = (state: string) => rules.filter((rule) => rule.state === state).length;
  const parts = [
    `${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`,
    ...(of('expired') > 0 ? [`${of('expired')} expired`] : []),
    ...(of('unused') > 0 ? [`${of('unused')} unused`] : []),
  ];
  return parts.join(' · ');
}

function Rules() {
  const rules = useLedger(({ view }) => view?.rules) ?? [];
  const selected = useLedger((state) => state.selected);
  const at = Math.max(
    0,
    rules.findIndex((rule) => rule.id === selected),
  );
  const rule = rules[at];
  const choose = (index: number) => {
    const next = rules[Math.max(0, Math.min(index, rules.length - 1))];
    if (!next) return;
    useLedger.setState({ selected: next.id });
    document.getElementById(`rule-row-${next.id}`)?.scrollIntoView({ block: 'nearest' });
  };
  const keys = (event: KeyboardEvent) => {
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rules.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    choose(to);
  };
  return (
    <>
      <div
        className={styles.scroll}
        role="grid"
        aria-label="Rules"
        aria-rowcount={rules.length + 1}
        aria-activedescendant={rule ? `rule-row-${rule.id}` : undefined}
        tabIndex={0}
        onKeyDown={keys}
      >
        <div className={cx(listHead.head, styles.head)} role="row">
          {TITLES.map((title) => (
            <span key={title} role="columnheader">
              {title}
            </span>
          ))}
        </div>
        <div role="rowgroup">
          {rules.map((one, index) => (
            <RuleRow
              key={one.id}
              rule={one}
              index={index}
              active={index === at}
              onChoose={() => choose(index)}
            />
          ))}
        </div>
      </div>
      {rule && <RuleDetail rule={rule} />}
    </>
  );
}
