import type { Ref } from 'react';
import type { LlmLaneView } from '../../../shared/api/llm.ts';
import { answerCalls, answerText, placeOf } from '../../../shared/llm/compare/answers.ts';
import { markedJson } from '../../../shared/llm/compare/marked-json.ts';
import { type Json, parseJson } from '../../../shared/llm/json.ts';
import type { Candidate } from '../../../shared/llm/protocol/response.ts';
import { Button } from '../../components/Button.tsx';
import styles from './Lanes.module.css';
import { showProvider } from './settings-store.ts';

interface Props {
  readonly lane: LlmLaneView;
  /** Where answers of the run are not the same. */
  readonly differing: ReadonlySet<string>;
  readonly ref: Ref<HTMLDivElement> | undefined;
}

/** What came of an answer so far; what the others say otherwise is marked. */
export function LaneAnswer({ lane, differing, ref }: Props) {
  const { response, error, violations, state, target } = lane;
  const [first, ...others] = response?.candidates ?? [];
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a long answer is scrolled by keyboard too
    <div ref={ref} className={styles.answer} tabIndex={0} role="group" aria-label={`Answer of ${target}`}>
      {error && (
        <p
          className={error.code === 'cancelled' ? styles.ended : styles.error}
          role={error.code === 'cancelled' ? 'status' : 'alert'}
        >
          {error.message}
          {response && ' What had come until then:'}
        </p>
      )}
      {error?.code === 'authentication' && (
        <Button onClick={() => showProvider(target.split('/', 1)[0] ?? '')}>Show its key</Button>
      )}
      {violations.map(({ path, at, reason }) => (
        <p key={`${path} ${at} ${reason}`} className={styles.violation}>
          ▲ Not as asked{at !== '' && ` at ${at}`}: {reason}
        </p>
      ))}
      {first && <OneAnswer candidate={first} differing={differing} at="" />}
      {others.map((candidate, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: an answer is its place
        <section key={i} aria-label={`Answer ${i + 2} of ${others.length + 1}`}>
          <h4>
            Answer {i + 2} of {others.length + 1}
            {candidate.finish !== undefined && ` (${candidate.finish})`}
          </h4>
          <OneAnswer candidate={candidate} differing={differing} at={placeOf(i + 1)} />
        </section>
      ))}
      {!response && !error && (
        <p className={styles.quiet}>{state === 'waiting' ? 'Nothing has come yet.' : ''}</p>
      )}
    </div>
  );
}

interface CandidateProps {
  readonly candidate: Candidate;
  readonly differing: ReadonlySet<string>;
  /** Before its places. */
  readonly at: string;
}

function OneAnswer({ candidate, differing, at }: CandidateProps) {
  const text = answerText(candidate);
  const json = parseJson(text);
  return (
    <>
      {typeof json === 'object' && json !== null ? (
        <MarkedJson json={json} differing={differing} at={at} />
      ) : (
        text !== '' && <pre>{text}</pre>
      )}
      {answerCalls(candidate).map((call, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a call is its place in the answer
        <div key={i} className={styles.call}>
          calls <code>{call.name}</code>
          <MarkedJson json={call.arguments} differing={differing} at={`${at}${call.name} ${i + 1}`} />
        </div>
      ))}
    </>
  );
}

interface JsonProps {
  readonly json: Json;
  readonly differing: ReadonlySet<string>;
  readonly at: string;
}

function MarkedJson({ json, differing, at }: JsonProps) {
  return (
    <pre>
      {markedJson(json, differing, at).map(({ text, differs }, i) =>
        differs ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: a piece is its place in the text
          <mark key={i} title="Not the same in all lanes">
            {text}
          </mark>
        ) : (
          text
        ),
      )}
    </pre>
  );
}
