import { TriangleAlert } from 'lucide-react';
import { useEffect, useMemo, useRef } from 'react';
import type { LlmRunView } from '../../../shared/api/llm.ts';
import { runAction } from '../../app/actions.ts';
import { navigate, useNavigation } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { Select } from '../../components/Inputs.tsx';
import { Empty, Failed, Loading } from '../../components/States.tsx';
import { showAge } from '../../components/time.ts';
import { useFirstFocus } from '../../components/use-first-focus.ts';
import { differingPlaces, verdictText } from './differing.ts';
import { LaneColumn } from './LaneColumn.tsx';
import styles from './Lanes.module.css';
import { LanesBelow } from './LanesBelow.tsx';
import { commonRequest, loadRuns, openRun, useLanes } from './lanes-store.ts';
import { useProviders } from './providers-store.ts';

/** One request on several models, side by side: answers, bytes, losses, tokens, time, cost. */
export function Lanes() {
  const wanted = useNavigation(({ address }) =>
    address.view === 'providers' ? (address.run ?? null) : null,
  );
  const { run, runs, failure } = useLanes();
  useEffect(() => {
    void loadRuns();
  }, []);
  useEffect(() => {
    if (wanted !== null) openRun(wanted);
  }, [wanted]);
  if (failure)
    return (
      <Failed
        message={failure.message}
        actions={
          <Button onClick={() => navigate({ view: 'providers', tab: 'losses' })}>Choose models</Button>
        }
      />
    );
  if (wanted !== null && run?.id !== wanted && run === null) return <Loading what="Opening the run" />;
  return (
    <div className={styles.lanes}>
      {(run || runs.length > 0) && (
        <div className={styles.tools}>
          <Select
            id="llm-run"
            label="Run"
            value={run?.id ?? ''}
            options={[
              ...(runs.some(({ id }) => id === run?.id)
                ? []
                : [{ value: run?.id ?? '', label: run?.name || 'Recorded runs' }]),
              ...runs.map(({ id, name, startedAt, targets }) => ({
                value: id,
                label: `${name || 'request'} · ${targets.length} lanes · ${showAge(startedAt, Date.now())}`,
              })),
            ]}
            onChange={(id) => id !== '' && navigate({ view: 'providers', tab: 'lanes', run: id })}
          />
          <span className={styles.state} role="status">
            {run &&
              (run.ended
                ? `policy: ${run.policy} · recorded: it opens without a network`
                : `policy: ${run.policy} · running`)}
          </span>
          {run && !run.ended && <Button onClick={() => runAction('llm.cancel')}>Cancel all</Button>}
          {run && (
            <>
              <Button onClick={() => runAction('llm.compose')}>Compose anew</Button>
              <Button onClick={() => runAction('llm.export.markdown')}>Export Markdown</Button>
              <Button onClick={() => runAction('llm.export.json')}>Export JSON</Button>
              <Button onClick={() => runAction('llm.delete')} disabled={!run.ended}>
                Delete
              </Button>
            </>
          )}
        </div>
      )}
      {run ? <Run run={run} /> : <NothingYet />}
    </div>
  );
}

function NothingYet() {
  const { lanes, catalogue } = useProviders();
  const chosen = lanes.length > 0;
  return (
    <Empty
      title="Nothing has run yet"
      actions={
        <>
          <Button
            {...(chosen ? {} : { tone: 'primary' as const })}
            onClick={() => navigate({ view: 'providers', tab: 'losses' })}
          >
            {chosen ? 'Choose others' : 'Choose models'}
          </Button>
          {catalogue?.demo === false && (
            <Button onClick={() => runAction('llm.demo')}>Start the demo models</Button>
          )}
        </>
      }
    >
      {chosen
        ? `Run, or Ctrl+Enter, asks ${lanes.join(', ')}: each answers in a lane of its own.`
        : 'Tick the models beside What would it lose, then press Run: each answers in a lane of its own.'}
    </Empty>
  );
}

function Run({ run }: { readonly run: LlmRunView }) {
  const { verdict, lanes } = run;
  const differing = useMemo(() => differingPlaces(lanes), [lanes]);
  // What a key began is read by keys.
  const firstAnswer = useRef<HTMLDivElement>(null);
  useFirstFocus(firstAnswer, run.id);
  return (
    <>
      {verdict && !verdict.same && (
        <p className={styles.verdict} role="note">
          <TriangleAlert size={13} aria-hidden="true" />
          {verdictText(run)}
          {(!run.ended || commonRequest(run)) && (
            <Button onClick={() => runAction('llm.rerun')} disabled={!run.ended}>
              Re-run with what all of them support
            </Button>
          )}
        </p>
      )}
      {verdict?.same && <p className={styles.same}>✓ {verdictText(run)}</p>}
      <div
        className={styles.grid}
        style={{ gridTemplateColumns: `repeat(${lanes.length}, minmax(280px, 1fr))` }}
      >
        {lanes.map((lane, i) => (
          <LaneColumn
            key={lane.target}
            lane={lane}
            differing={differing}
            others={lanes.length > 1}
            {...(i === 0 ? { answer: firstAnswer } : {})}
          />
        ))}
      </div>
      {lanes.length > 1 && <LanesBelow run={run} />}
    </>
  );
}
