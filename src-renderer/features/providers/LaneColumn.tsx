import { useState } from 'react';
import type { LlmLaneView } from '../../../shared/api/llm.ts';
import { answerCalls, answerText } from '../../../shared/llm/compare/answers.ts';
import { Button } from '../../components/Button.tsx';
import { CodeView } from '../../components/code/CodeView.tsx';
import { cx } from '../../components/cx.ts';
import { Tabs } from '../../components/Tabs.tsx';
import styles from './Lanes.module.css';
import { LossList } from './LossList.tsx';
import { cancelLanes } from './lanes-store.ts';
import { showJson } from './request-text.ts';
import { Score } from './Score.tsx';

const STATES = {
  waiting: 'waiting',
  streaming: 'answering',
  done: 'answered',
  failed: 'failed',
  cancelled: 'cancelled',
} as const;

/** One model's answer with all that is known of how it came about. */
export function LaneColumn({ lane }: { readonly lane: LlmLaneView }) {
  const { target, dialect, state, score, attempts } = lane;
  const [tab, setTab] = useState('losses');
  const running = state === 'waiting' || state === 'streaming';
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
          <span className={cx(state === 'failed' && styles.bad)}>{STATES[state]}</span> · {dialect} ·{' '}
          {attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`}
          {running && (
            <Button tone="quiet" onClick={() => cancelLanes(target)} aria-label={`Cancel ${target}`}>
              Cancel
            </Button>
          )}
        </p>
      </header>
      <Numbers lane={lane} />
      <Answer lane={lane} />
      <Tabs
        label={`About ${target}`}
        value={tab}
        onChange={setTab}
        tabs={[
          {
            id: 'losses',
            title: 'Losses',
            count: lane.losses.length,
            content: (
              <LossList losses={[...lane.losses, ...lane.answerLosses]} label={`Losses of ${target}`} />
            ),
          },
          { id: 'wire', title: 'Request', content: <Wire lane={lane} /> },
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
    ['tokens in / out', usage ? `${usage.input ?? '?'} / ${usage.output ?? '?'}` : '–'],
    ['cost', cost ? `$${cost.total.toFixed(cost.total < 0.01 ? 6 : 4)}` : '–'],
    ['finish', response?.candidates[0]?.finish ?? '–'],
  ] as const;
  const more = [
    usage?.cacheRead ? `${usage.cacheRead} of the input read from a cache` : '',
    usage?.cacheWrite ? `${usage.cacheWrite} of the input written to a cache` : '',
    usage?.reasoning ? `${usage.reasoning} of the output were thoughts` : '',
  ].filter((text) => text !== '');
  return (
    <dl className={styles.numbers}>
      {numbers.map(([name, value]) => (
        <div key={name} title={name === 'tokens in / out' ? more.join('; ') : undefined}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function Answer({ lane }: { readonly lane: LlmLaneView }) {
  const { response, error, violations, state } = lane;
  const text = response ? answerText(response) : '';
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long answer is scrolled by keyboard too
    <div className={styles.answer} tabIndex={0} role="group" aria-label={`Answer of ${lane.target}`}>
      {error && (
        <p className={styles.error} role="alert">
          {error.message}
          {response && ' What had come until then:'}
        </p>
      )}
      {text !== '' && <pre>{text}</pre>}
      {response &&
        answerCalls(response).map((call, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a call is its place in the answer
          <p key={i} className={styles.call}>
            calls <code>{call.name}</code> <code>{showJson(call.arguments, 400)}</code>
          </p>
        ))}
      {violations.map(({ path, at, reason }) => (
        <p key={`${path} ${at} ${reason}`} className={styles.violation}>
          ▲ Not as asked: {reason}
        </p>
      ))}
      {!response && !error && (
        <p className={styles.less}>{state === 'waiting' ? 'Nothing has come yet.' : ''}</p>
      )}
    </div>
  );
}

function Wire({ lane: { target, wire } }: { readonly lane: LlmLaneView }) {
  if (!wire) return <p className={styles.less}>Nothing was sent.</p>;
  return (
    <div className={styles.wire}>
      <code>POST {wire.url}</code>
      <div>
        <CodeView
          label={`Request of ${target}`}
          language="javascript"
          text={JSON.stringify(wire.body, null, 2)}
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

function duration(ms: number | null): string {
  if (ms === null) return '–';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`;
}
