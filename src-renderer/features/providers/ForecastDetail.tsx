import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { LlmForecast, LlmWire } from '../../../shared/api/llm.ts';
import { api, type Failure, failureOf } from '../../app/api.ts';
import { Button, IconButton } from '../../components/Button.tsx';
import { CodeView } from '../../components/code/CodeView.tsx';
import { DiffView } from '../../components/code/DiffView.tsx';
import { Select } from '../../components/Inputs.tsx';
import { Failed, Loading } from '../../components/States.tsx';
import styles from './Losses.module.css';
import { LossList } from './LossList.tsx';
import { columnOf } from './matrix.ts';
import { closeCell, useProviders } from './providers-store.ts';

interface Props {
  readonly forecast: LlmForecast;
  /** Only losses of this field; null: all. */
  readonly column: string | null;
}

/** One model: its losses, and the request as its bytes will say it. */
export function ForecastDetail({ forecast, column }: Props) {
  const losses = forecast.losses.filter(({ path }) => column === null || columnOf(path) === column);
  return (
    <div className={styles.detail}>
      <section className={styles.pane} aria-label={`Losses of ${forecast.target}`}>
        <h3>
          {forecast.target}
          {column !== null && (
            <>
              <code>{column}</code>
              <Button
                tone="quiet"
                onClick={() => useProviders.setState({ cell: { target: forecast.target, column: null } })}
              >
                Show all {forecast.losses.length}
              </Button>
            </>
          )}
        </h3>
        <div className={styles.panelScroll}>
          <LossList
            losses={losses}
            label={`Losses of ${forecast.target}`}
            {...(column === null ? {} : { none: 'Nothing of this field is lost: it is in the bytes.' })}
          />
        </div>
      </section>
      <WirePane target={forecast.target} />
    </div>
  );
}

function WirePane({ target }: { readonly target: string }) {
  const forecasts = useProviders((state) => state.forecasts) ?? [];
  const [against, setAgainst] = useState('');
  const other = against === target ? '' : against;
  const wire = useWire(target);
  const before = useWire(other === '' ? null : other);
  const failure = wire.failure ?? before.failure;
  return (
    <section className={styles.pane} aria-label={`Effective request of ${target}`}>
      <h3>
        <code className={styles.url}>{wire.value ? `POST ${wire.value.url}` : 'Effective request'}</code>
        <Select
          id="wire-against"
          label="Compare with"
          value={other}
          options={[
            { value: '', label: 'alone' },
            ...forecasts
              .filter((one) => one.target !== target)
              .map((one) => ({ value: one.target, label: `against ${one.target}` })),
          ]}
          onChange={setAgainst}
        />
        <IconButton label="Close" onClick={closeCell}>
          <X size={14} aria-hidden="true" />
        </IconButton>
      </h3>
      <div className={styles.code}>
        {failure ? (
          <Failed message={failure.message} />
        ) : !wire.value || (other !== '' && !before.value) ? (
          <Loading what="Writing the request" />
        ) : before.value ? (
          <DiffView
            label={`Request of ${target} against ${other}`}
            language="javascript"
            original={bodyText(before.value)}
            modified={bodyText(wire.value)}
          />
        ) : (
          <CodeView
            label={`Request of ${target}`}
            language="javascript"
            text={bodyText(wire.value)}
            marks={NO_MARKS}
            reveal={null}
          />
        )}
      </div>
    </section>
  );
}

const NO_MARKS = [] as const;

function bodyText({ body }: LlmWire): string {
  return JSON.stringify(body, null, 2);
}

interface Asked {
  readonly value: LlmWire | null;
  readonly failure: Failure | null;
}

/** What is shown stays until the next is there. */
function useWire(target: string | null): Asked {
  const request = useProviders((state) => state.request);
  const policy = useProviders((state) => state.policy);
  const [asked, setAsked] = useState<Asked>({ value: null, failure: null });
  useEffect(() => {
    let gone = false;
    if (target === null || !request) setAsked({ value: null, failure: null });
    else
      api()
        .llm.wire(request, target, policy)
        .then(
          (value) => !gone && setAsked({ value, failure: null }),
          (error: unknown) => !gone && setAsked({ value: null, failure: failureOf(error) }),
        );
    return () => {
      gone = true;
    };
  }, [target, request, policy]);
  return asked;
}
