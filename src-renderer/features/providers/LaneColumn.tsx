import { type Ref, useState } from 'react';
import type { LlmLaneView } from '../../../shared/api/llm.ts';
import { tokensText } from '../../../shared/llm/compare/tokens.ts';
import { Button } from '../../components/Button.tsx';
import { CodeView } from '../../components/code/CodeView.tsx';
import { cx } from '../../components/cx.ts';
import { Tabs } from '../../components/Tabs.tsx';
import { LaneAnswer } from './LaneAnswer.tsx';
import styles from './Lanes.module.css';
import { LossList } from './LossList.tsx';
import { cancelLanes, compareRequests, isUnderWay } from './lanes-store.ts';
import { wireText } from './RequestDiff.tsx';
import { Score } from './Score.tsx';

const STATES = {
  waiting: 'waiting',
  streaming: 'answering',
  done: 'answered',
  failed: 'failed',
  cancelled: 'cancelled',
} as const;

interface Props {
  readonly lane: LlmLaneView;
  readonly differing: ReadonlySet<string>;
  /** There are others to compare with. */
  readonly others: boolean;
  readonly answer?: Ref<HTMLDivElement>;
}

/** One model's answer with all that is known of how it came about. */
export function LaneColumn({ lane, differing, others, answer }: Props) {
  const { target, dialect, state, score, attempts } = lane;
  const [tab, setTab] = useState('losses');
  const running = isUnderWay(lane);
  const finish = lane.response?.candidates[0]?.finish;
  const losses = [...lane.losses, ...lane.answerLosses];
  return (
    <section className={styles.lane} aria-label={target}>
      <header>
        <h3 title={target}>{target}</h3>
        {score !== null && (
          <span className={styles.fidelity}>
            <Score score={score} large /> fidelity
          </span>
        )}
        <p>
          <span className={styles.how}>
            <span className={cx(state === 'failed' && styles.bad)}>{STATES[state]}</span>
            {finish !== undefined && <span title="Why the answer ended"> ({finish})</span>} · {dialect} ·{' '}
            {attemptsText(lane)}
          </span>
          {running && (
            <Button tone="quiet" onClick={() => cancelLanes(target)} aria-label={`Cancel ${target}`}>
              Cancel
            </Button>
          )}
        </p>
      </header>
      <Numbers lane={lane} />
      <LaneAnswer ref={answer} lane={lane} differing={differing} />
      <Tabs
        label={`About ${target}`}
        value={tab}
        onChange={setTab}
        tabs={[
          {
            id: 'losses',
            title: 'Losses',
            count: losses.length,
            content: (
              <>
                {!lane.wire && (
                  <p className={styles.less}>
                    {losses.length === 0 ? 'Nothing was sent.' : 'Nothing was sent, for the sake of this:'}
                  </p>
                )}
                {(lane.wire || losses.length > 0) && (
                  <LossList losses={losses} label={`Losses of ${target}`} />
                )}
              </>
            ),
          },
          { id: 'wire', title: 'Request', content: <Wire lane={lane} others={others} /> },
          { id: 'attempts', title: 'Attempts', count: attempts.length, content: <Attempts lane={lane} /> },
        ]}
      />
    </section>
  );
}

function Numbers({ lane }: { readonly lane: LlmLaneView }) {
  const { firstMs, totalMs, response, cost } = lane;
  const usage = response?.usage;
  const numbers = [
    ['first token', duration(firstMs)],
    ['total', duration(totalMs)],
    ['tokens in / out', tokensText(usage) ?? '–'],
    ['cost', cost ? `$${cost.total.toFixed(cost.total < 0.01 ? 6 : 4)}` : '–'],
  ] as const;
  const unknown = isUnderWay(lane) ? 'Not known yet' : 'Not known';
  const more = [
    usage?.cacheRead ? `${usage.cacheRead} of the input read from a cache` : '',
    usage?.cacheWrite ? `${usage.cacheWrite} of the input written to a cache` : '',
    usage?.reasoning ? `${usage.reasoning} of the output were thoughts` : '',
  ].filter((text) => text !== '');
  return (
    <div className={styles.figures}>
      <dl className={styles.numbers}>
        {numbers.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd title={value === '–' ? unknown : undefined}>{value}</dd>
          </div>
        ))}
      </dl>
      {more.length > 0 && <p className={styles.more}>{more.join('; ')}</p>}
    </div>
  );
}

function Wire({ lane, others }: { readonly lane: LlmLaneView; readonly others: boolean }) {
  const { target, wire } = lane;
  if (!wire) return <p className={styles.less}>Nothing was sent.</p>;
  return (
    <div className={styles.wire}>
      <p className={styles.url}>
        <code title={wire.url}>POST {wire.url}</code>
        {others && (
          <Button tone="quiet" onClick={() => compareRequests(target)}>
            Compare with another
          </Button>
        )}
      </p>
      <div>
        <CodeView
          label={`Request of ${target}`}
          language="javascript"
          text={wireText(lane)}
          marks={NO_MARKS}
          reveal={null}
        />
      </div>
    </div>
  );
}

const NO_MARKS = [] as const;

function Attempts({ lane: { attempts } }: { readonly lane: LlmLaneView }) {
  if (attempts.length === 0) return <p className={styles.less}>None has ended.</p>;
  return (
    <ol className={styles.attempts}>
      {attempts.map(({ startedMs, endedMs, status, error }) => (
        <li key={startedMs}>
          {duration(startedMs)} to {duration(endedMs)}: {status ?? 'no answer'}
          {error !== null && <span className={styles.bad}> {error}</span>}
        </li>
      ))}
    </ol>
  );
}

/** One that is under way counts, too. */
function attemptsText({ state, attempts }: LlmLaneView): string {
  const count = attempts.length;
  if (state === 'streaming' || state === 'waiting') return `attempt ${count + 1}`;
  return count === 1 ? '1 attempt' : `${count} attempts`;
}

function duration(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
