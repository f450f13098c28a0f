import { useState } from 'react';
import type { LlmLaneView } from '../../../shared/api/llm.ts';
import { showDuration } from '../../components/time.ts';
import styles from './LanesBelow.module.css';

/** All streams on one time axis; the slider shows what had come until then, of several answers of the first. */
export function StreamView({ lanes }: { readonly lanes: readonly LlmLaneView[] }) {
  const end = Math.max(
    1,
    ...lanes.map(({ totalMs, stream }) => Math.max(totalMs ?? 0, stream.at(-1)?.[0] ?? 0)),
  );
  const [at, setAt] = useState<number | null>(null);
  const now = Math.min(at ?? end, end);
  return (
    <div className={styles.streams}>
      <label className={styles.scrub}>
        <span>{showDuration(now * 1000)}</span>
        <input
          type="range"
          aria-label="Time in the streams"
          min={0}
          max={Math.ceil(end)}
          value={Math.ceil(now)}
          onChange={(event) => setAt(Number(event.target.value))}
        />
        <span>of {showDuration(end * 1000)}</span>
      </label>
      {lanes.map(({ target, stream, response }) => (
        <div key={target} className={styles.track}>
          <b title={target}>{target}</b>
          <svg viewBox="0 0 1000 20" preserveAspectRatio="none" aria-hidden="true">
            {marks(stream, end).map((x) => (
              <rect key={x} x={x} y={3} width={1.5} height={14} />
            ))}
            <line x1={(now / end) * 1000} x2={(now / end) * 1000} y1={0} y2={20} />
          </svg>
          <p className={styles.said}>
            {answers(response) > 1 && <i>The first of {answers(response)} answers: </i>}
            {stream.length === 0
              ? response
                ? 'It did not come in pieces.'
                : 'Nothing has come.'
              : stream
                  .filter(([ms]) => ms <= now)
                  .map(([, text]) => text)
                  .join('')}
          </p>
        </div>
      ))}
    </div>
  );
}

function answers(response: LlmLaneView['response']): number {
  return response?.candidates.length ?? 0;
}

/** Places on the axis, in thousandths; pieces at one place are one mark. */
function marks(stream: LlmLaneView['stream'], end: number): readonly number[] {
  return [...new Set(stream.map(([ms]) => Math.round((ms / end) * 998)))];
}
