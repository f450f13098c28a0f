import { Play, Square } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from '../../components/Button.tsx';
import { Choice, FieldRow, TextInput } from '../../components/Inputs.tsx';
import { KeyHint } from '../../components/KeyHint.tsx';
import { Empty, Loading } from '../../components/States.tsx';
import { useDebugger } from '../debugger/debugger-store.ts';
import { PATH_CHOICES } from '../run-form/path-choices.ts';
import { Branches } from './Branches.tsx';
import { Question } from './Question.tsx';
import { editFromHere } from './replay-actions.ts';
import { SecretValues } from './SecretValues.tsx';
import styles from './WhatIf.module.css';
import { WhatIfChanges } from './WhatIfChanges.tsx';
import {
  cancelWhatIf,
  canStart,
  changeDraft,
  choose,
  isRunning,
  startWhatIf,
  useWhatIf,
  type WhatIfState,
} from './what-if-store.ts';

/** What would be, had it been otherwise: changes at a step of a recorded run, and the run from there. */
export function WhatIf() {
  const state = useWhatIf();
  const open = useDebugger(({ comparison }) => comparison);
  if (state.comparison === null || open === null)
    return (
      <div className={styles.panel}>
        <Empty
          title="Nothing is changed yet"
          actions={
            <Button tone="primary" onClick={editFromHere}>
              Edit and re-run from the selected step
            </Button>
          }
        >
          Choose a step of a recorded run, change a field, a variable or an answer, and run again from there.
          What happened before it is never repeated.
        </Empty>
        <Branches />
      </div>
    );
  return (
    <form
      className={styles.panel}
      aria-label="What-if"
      onSubmit={(event) => {
        event.preventDefault();
        startWhatIf().catch(() => undefined);
      }}
    >
      <Start state={state} />
      <div className={styles.scroll}>
        {state.run?.question && <Question key={state.run.question.id} question={state.run.question} />}
        {state.point ? (
          <WhatIfChanges point={state.point} draft={state.draft} />
        ) : (
          state.refusal === null && <Loading what="Reading what can be changed" />
        )}
        <Values state={state} />
        <Options state={state} />
        <Branches />
      </div>
    </form>
  );
}

function Start({ state }: { readonly state: WhatIfState }) {
  const { from, plan, refusal, run } = state;
  const running = isRunning(state);
  const missing = plan?.needed.length ?? 0;
  return (
    <div className={styles.start}>
      <h2>
        {from === null ? 'From the beginning' : 'From '}
        {from !== null && <b title={`${from.step} ${from.occ ?? ''}`}>{from.step.split('/').at(-1)}</b>}
      </h2>
      <div className={styles.row}>
        {running ? (
          <>
            <Button onClick={() => cancelWhatIf().catch(() => undefined)}>
              <Square size={12} aria-hidden="true" /> Cancel
            </Button>
            <Elapsed asking={run?.state === 'asking'} />
          </>
        ) : (
          <>
            <Button tone="primary" type="submit" disabled={!canStart(state)}>
              <Play size={13} aria-hidden="true" /> {plan?.kind === 'replay' ? 'Replay' : 'Re-run'}
            </Button>
            <KeyHint keys="Ctrl+Enter" />
          </>
        )}
      </div>
      {missing > 0 && (
        <p className={styles.warn} role="status">
          Give the {missing === 1 ? 'value' : `${missing} values`} below first: only a fingerprint was
          recorded.
        </p>
      )}
      {refusal !== null && (
        <p className={styles.bad} role="alert">
          {refusal}
        </p>
      )}
      {run?.state === 'failed' && (
        <p className={styles.bad} role="alert">
          {run.message}
        </p>
      )}
      {run !== null && run.refused.length > 0 && (
        <p className={styles.warn} role="status">
          Refused, as nothing recorded answers it: {run.refused.join(', ')}.
        </p>
      )}
    </div>
  );
}

/** Where a run is: for how long, and whether it waits for an answer. */
function Elapsed({ asking }: { readonly asking: boolean }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const timer = setInterval(() => setSeconds((before) => before + 1), 1000);
    return () => clearInterval(timer);
  }, []);
  return (
    <span className={styles.hint} role="status">
      {asking ? 'waits for your answer' : 'running'} · {seconds} s
    </span>
  );
}

/** Typed once, kept in memory only, shown to nobody. */
function Values({ state }: { readonly state: WhatIfState }) {
  const { asked, values } = state;
  if (asked.length === 0) return null;
  return (
    <section className={styles.section} aria-label="Sensitive values">
      <h3>Sensitive values</h3>
      <SecretValues
        asked={asked}
        typed={values}
        fate="Checked against the record and never stored."
        onChange={(typed) => choose({ values: typed })}
      />
    </section>
  );
}

const EFFECTS = [
  { value: 'recorded', label: 'Recorded' },
  { value: 'ask', label: 'Ask' },
  { value: 'live', label: 'Live' },
  { value: 'deny', label: 'Refuse' },
] as const;
const HINTS = {
  recorded: 'Answered from the record where the request is equal; anything else is refused.',
  ask: 'You are asked about each request that the record does not answer.',
  live: '',
  deny: 'Every request is refused, recorded answers too.',
};
function Options({ state }: { readonly state: WhatIfState }) {
  const { plan, paths, effects, draft } = state;
  const touches = plan?.touches.join(', ') ?? '';
  return (
    <section className={styles.section} aria-label="How to run">
      <div className={styles.option}>
        <span>Paths</span>
        <Choice
          label="Paths to run again"
          value={paths}
          options={PATH_CHOICES}
          onChange={(next) => choose({ paths: next })}
        />
      </div>
      <div className={styles.option}>
        <span>Effects after it</span>
        <Choice
          label="Effects after the step"
          value={effects}
          options={EFFECTS}
          onChange={(next) => choose({ effects: next })}
        />
      </div>
      {effects === 'live' ? (
        <p className={touches === '' ? styles.hint : styles.warn} role="status">
          {touches === ''
            ? 'Nothing outside is reached.'
            : `Performed for real where the record does not answer: ${touches}.`}
        </p>
      ) : (
        <p className={styles.hint}>{HINTS[effects]}</p>
      )}
      {plan?.notes.map((note) => (
        <p key={note} className={styles.hint}>
          {note}
        </p>
      ))}
      <FieldRow label="Name" htmlFor="branch-name">
        <TextInput
          id="branch-name"
          value={draft.name}
          placeholder={plan?.name ?? 'made of the changes'}
          onChange={(name) => changeDraft({ name })}
        />
      </FieldRow>
    </section>
  );
}
