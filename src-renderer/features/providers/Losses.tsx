import { useState } from 'react';
import { POLICIES } from '../../../shared/llm/losses/policy.ts';
import { Checkbox, Choice } from '../../components/Inputs.tsx';
import { Empty, Loading } from '../../components/States.tsx';
import { ForecastDetail } from './ForecastDetail.tsx';
import styles from './Losses.module.css';
import { Matrix } from './Matrix.tsx';
import { closeCell, setPolicy, useProviders } from './providers-store.ts';

/** One request and every model: what each would lose, before any call. */
export function Losses() {
  const { forecasts, policy, cell, request, problem, lanes } = useProviders();
  const [withNone, setWithNone] = useState(false);
  if (!request && problem)
    return <Empty title="The JSON of the request cannot be read">{problem.message}</Empty>;
  if (!request) return <Empty title="No request yet">Write one, or import it.</Empty>;
  if (!forecasts) return <Loading what="Writing the request for every model" />;
  const open = forecasts.find(({ target }) => target === cell?.target);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes the details from anywhere within
    <div className={styles.losses} onKeyDown={(event) => event.key === 'Escape' && cell && closeCell()}>
      <div className={styles.tools}>
        <Choice
          label="Policy"
          value={policy}
          options={POLICIES.map((value) => ({ value, label: value }))}
          onChange={setPolicy}
        />
        <span className={styles.hint}>
          {MEANING[policy]}
          {lanes.length === 0 && ' Tick models, or press Space, to run them side by side.'}
        </span>
        <Checkbox
          id="losses-none"
          checked={withNone}
          label="Also what arrives in another form"
          onChange={setWithNone}
        />
      </div>
      <Matrix forecasts={forecasts} withNone={withNone} />
      {open && cell && <ForecastDetail forecast={open} column={cell.column} />}
    </div>
  );
}

const MEANING = {
  strict: 'A loss of weight, or of a field that must arrive, refuses the call.',
  warn: 'What can be carried is sent; the rest is listed.',
  coerce: 'Like warn, and what has no field is imitated.',
} as const;
