import { useEffect } from 'react';
import { Button } from '../../components/Button.tsx';
import { Panel, PanelBar } from '../../components/Panel.tsx';
import { Empty, Failed, Loading } from '../../components/States.tsx';
import { Value } from '../../components/Value.tsx';
import { useDebugger } from '../debugger/debugger-store.ts';
import { SideMark } from '../debugger/SideMark.tsx';
import styles from './History.module.css';
import { answer, type Question, showWhyValue, showWrites, useHistory } from './history-store.ts';
import { Why } from './Why.tsx';
import { Writes } from './Writes.tsx';

/** Where a value comes from, on both paths. */
export function HistoryPanel() {
  const { question, history, why, problem } = useHistory();
  const comparison = useDebugger((state) => state.comparison);
  const grown = useDebugger(({ view }) => (view?.aligning === undefined ? (view?.rows ?? 0) : 0));
  useEffect(() => {
    if (grown > 0) void answer();
  }, [grown]);
  if (question === null || question.comparison !== comparison)
    return (
      <Empty title="No value chosen">
        Open the menu of a variable and ask who set it, or why the paths differ.
      </Empty>
    );
  if (problem !== null) return <Failed message={problem} />;
  return (
    <Panel label="History">
      <Bar question={question} />
      {question.kind === 'writes' ? (
        history ? (
          <Writes history={history} />
        ) : (
          <Loading what="Looking for its writes" />
        )
      ) : why ? (
        <Why why={why} />
      ) : (
        <Loading what="Walking both paths back" />
      )}
    </Panel>
  );
}

/** The value that is asked about, and the other question that can be asked of it. */
function Bar({ question }: { readonly question: Question }) {
  const { history } = useHistory();
  const name = question.kind === 'writes' ? question.at.name : question.name;
  const at =
    question.kind === 'writes' ? question.at : question.target.kind === 'value' ? question.target.at : null;
  return (
    <PanelBar>
      <b className={styles.name} title={name}>
        {name}
      </b>
      {question.kind === 'writes' &&
        history &&
        (['reference', 'direct'] as const).map(
          (path) =>
            history[path] !== undefined && (
              <span key={path} className={styles.now}>
                <SideMark path={path} />
                <Value value={history[path]} />
              </span>
            ),
        )}
      <span className={styles.questions} role="group" aria-label="Question">
        {at && (
          <Button aria-pressed={question.kind === 'writes'} onClick={() => showWrites(at.name, at.row)}>
            Who set this value
          </Button>
        )}
        {at && (question.kind === 'why' || (history && history.status !== 'equal')) && (
          <Button aria-pressed={question.kind === 'why'} onClick={() => showWhyValue(at.name, at.row)}>
            Why do these differ?
          </Button>
        )}
      </span>
    </PanelBar>
  );
}
