import { useState } from 'react';
import type { RerunQuestion } from '../../../shared/api/replay.ts';
import { Button } from '../../components/Button.tsx';
import { TextArea } from '../../components/Inputs.tsx';
import { PathMark } from '../../components/PathMark.tsx';
import { copyText } from '../../components/values.ts';
import styles from './WhatIf.module.css';
import { answerOf } from './what-if-draft.ts';
import { decide } from './what-if-store.ts';

/** A request that the record does not answer: the run waits until it is decided. */
export function Question({ question }: { readonly question: RerunQuestion }) {
  const [text, setText] = useState<string | null>(null);
  const given = text === null ? undefined : answerOf(true, text);
  const answer = (decision: Parameters<typeof decide>[0]) => () => void decide(decision);
  return (
    <section className={styles.question} role="alert" aria-label="The record does not answer this">
      <h3>
        {question.step.split('/').at(-1)} asks <code>{question.summary}</code>
      </h3>
      <p>
        <PathMark path={question.path} /> The record does not answer it.
      </p>
      <pre>{copyText(question.request)}</pre>
      {question.recorded && (
        <details>
          <summary>What was recorded here</summary>
          <pre>{copyText(question.recorded.answer)}</pre>
        </details>
      )}
      <div className={styles.row}>
        <Button tone="primary" onClick={answer({ kind: 'perform' })}>
          Perform it
        </Button>
        {question.recorded && (
          <Button onClick={answer({ kind: 'recorded' })}>Take the recorded answer</Button>
        )}
        <Button onClick={() => setText(text ?? 'null')}>Give an answer</Button>
        <Button onClick={answer({ kind: 'refuse' })}>Refuse</Button>
      </div>
      {text !== null && (
        <>
          <TextArea
            id="given-answer"
            label="Answer as JSON"
            value={text}
            invalid={!given}
            onChange={setText}
          />
          <Button disabled={!given} onClick={() => given && void decide({ kind: 'answer', answer: given })}>
            Answer with this
          </Button>
        </>
      )}
    </section>
  );
}
