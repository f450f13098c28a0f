import { Square } from 'lucide-react';
import { type FormEvent, useMemo } from 'react';
import { Button } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { Checkbox, TextInput } from '../../components/Inputs.tsx';
import panel from '../../components/Panel.module.css';
import { Panel } from '../../components/Panel.tsx';
import { Empty } from '../../components/States.tsx';
import { useDebugger } from '../debugger/debugger-store.ts';
import styles from './Expression.module.css';
import { ExpressionRows } from './ExpressionRows.tsx';
import { cancelEvaluation, evaluate, typeExpression, useExpression } from './expression-store.ts';

/** An expression over every recorded visit of a step, in this run and in all others that have it. */
export function ExpressionPanel() {
  const { node, step, expression, everywhere, view, rows, problem, onlyDiffering } = useExpression();
  const shown = useMemo(
    () => (onlyDiffering ? rows.filter(({ status }) => status === 'differs' || status === 'one_side') : rows),
    [rows, onlyDiffering],
  );
  // Asked of another node's run, it is no question of this one.
  const here = useDebugger(({ view }) => view === null || view.node === node);
  if (step === '' || !here)
    return (
      <Empty title="No step chosen">
        Select a step, open its menu and evaluate an expression: each recorded visit shows what it comes to.
      </Empty>
    );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void evaluate();
  };
  return (
    <Panel label="Expression over visits">
      <form className={cx(panel.bar, styles.form)} onSubmit={submit}>
        <label htmlFor="visit-expression" title={step}>
          After each visit of <b>{step.split('/').at(-1)}</b>
        </label>
        <TextInput
          id="visit-expression"
          mono
          value={expression}
          invalid={problem !== null}
          placeholder="amount * 2"
          onChange={typeExpression}
        />
        <Checkbox
          id="visit-everywhere"
          label="in every stored run"
          checked={everywhere}
          onChange={(checked) => useExpression.setState({ everywhere: checked })}
        />
        <Button type="submit" tone="primary" disabled={expression.trim() === ''}>
          Evaluate
        </Button>
      </form>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem.column === null ? '' : `Column ${problem.column}: `}
          {problem.message}
        </p>
      )}
      {view && <Progress />}
      {view &&
        (shown.length > 0 ? (
          <ExpressionRows rows={shown} />
        ) : (
          <Empty title={view.state === 'running' ? 'Looking through the recorded runs' : 'No such visit'}>
            {view.state === 'running' || onlyDiffering ? '' : 'No recorded run has visited this step.'}
          </Empty>
        ))}
    </Panel>
  );
}

function Progress() {
  const { view, onlyDiffering } = useExpression();
  if (!view) return null;
  const runs = view.seen === 1 ? '1 run' : `${view.seen} runs`;
  const said = {
    running: `looking · ${view.rows} visits in ${runs} so far`,
    ended: `${view.rows} ${view.rows === 1 ? 'visit' : 'visits'} in ${view.having} of ${runs}`,
    cancelled: `cancelled after ${runs}`,
    failed: view.message,
  }[view.state];
  return (
    <div className={cx(panel.bar, styles.progress)}>
      <span role="status">
        {said}
        {view.unlisted > 0 && `, ${view.unlisted} more not listed`}
      </span>
      {view.state === 'running' && (
        <Button onClick={cancelEvaluation}>
          <Square size={11} aria-hidden="true" /> Cancel
        </Button>
      )}
      {view.differing > 0 && (
        <Button
          aria-pressed={onlyDiffering}
          onClick={() => useExpression.setState({ onlyDiffering: !onlyDiffering })}
        >
          {view.differing} differing
        </Button>
      )}
    </div>
  );
}
