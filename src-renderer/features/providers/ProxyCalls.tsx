import { PencilLine } from 'lucide-react';
import { useRef } from 'react';
import type { LlmProxyCall } from '../../../shared/api/llm-proxy.ts';
import { navigate } from '../../app/navigation.ts';
import { IconButton } from '../../components/Button.tsx';
import { cx } from '../../components/cx.ts';
import { moveFocus } from '../../components/move-focus.ts';
import { Empty } from '../../components/States.tsx';
import { showAge, showDuration } from '../../components/time.ts';
import { composeRecorded } from './import-store.ts';
import styles from './Proxy.module.css';
import { Score } from './Score.tsx';

interface Props {
  readonly calls: readonly LlmProxyCall[];
  readonly running: boolean;
}

/** Recorded calls, newest first; each opens as a trace. Arrows go from one to the next. */
export function ProxyCalls({ calls, running }: Props) {
  const table = useRef<HTMLTableElement>(null);
  if (calls.length === 0)
    return (
      <Empty title="No call was recorded yet">
        {running
          ? 'Point a program at the address above: its calls show up here as they end.'
          : 'Start the proxy, then point a program at it: its calls show up here as they end.'}
      </Empty>
    );
  return (
    <div className={styles.scroll}>
      <table
        ref={table}
        className={styles.calls}
        aria-label="Recorded calls"
        onKeyDown={(event) =>
          moveFocus(event, table.current?.querySelectorAll<HTMLElement>('[data-open]') ?? [])
        }
      >
        <thead>
          <tr>
            <th scope="col">Asked for</th>
            <th scope="col">Client speaks</th>
            <th scope="col">Answered by</th>
            <th scope="col" className={styles.number}>
              Fidelity
            </th>
            <th scope="col" className={styles.number}>
              Losses
            </th>
            <th scope="col" className={styles.number}>
              Took
            </th>
            <th scope="col">When</th>
            <th scope="col">
              <span className="visually-hidden">Compose</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {calls.map((call) => (
            <Call key={call.trace} call={call} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Call({ call }: { readonly call: LlmProxyCall }) {
  const { comparison, trace, dialect, model, stream, target, score, losses, durationMs, startedAt, error } =
    call;
  const name = model ?? 'no model';
  return (
    <tr>
      <th scope="row">
        <button
          type="button"
          data-open
          title={`Open the trace of ${name}`}
          onClick={() => navigate({ view: 'comparison', comparison, row: null })}
        >
          {name}
        </button>
      </th>
      <td>
        {dialect}
        {stream && ' · streamed'}
      </td>
      <td className={cx(error !== null && styles.bad)} title={error ?? undefined}>
        {error === null ? target : `✕ ${error}`}
      </td>
      <td className={styles.number}>{score === null ? '–' : <Score score={score} />}</td>
      <td className={styles.number}>{score === null ? '–' : losses}</td>
      <td className={styles.number}>{durationMs === 0 ? '–' : showDuration(durationMs * 1000)}</td>
      <td>{showAge(startedAt, Date.now())}</td>
      <td>
        <IconButton
          label={`Compose the request to ${name} anew`}
          onClick={() => void composeRecorded({ trace, event: 0 }, name)}
        >
          <PencilLine size={13} aria-hidden="true" />
        </IconButton>
      </td>
    </tr>
  );
}
