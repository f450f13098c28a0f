import { useMemo } from 'react';
import { TextEditor, type TextMark } from '../../components/code/TextEditor.tsx';
import { cx } from '../../components/cx.ts';
import styles from './Compose.module.css';
import { ControlsForm } from './ControlsForm.tsx';
import { FormatForm } from './FormatForm.tsx';
import { MessagesForm } from './MessagesForm.tsx';
import { setRequest, setText, useProviders } from './providers-store.ts';
import { roundedNote } from './rounded-note.ts';
import { ToolsForm } from './ToolsForm.tsx';

/** Nothing in it takes the focus then: it is scrolled itself. */
const WAITING = { role: 'group', 'aria-label': 'The form as it was', tabIndex: 0 } as const;

/** The request as a form and as JSON, both always the same. */
export function Compose() {
  const { request, text, problem, unkept } = useProviders();
  const rounded = useMemo(() => roundedNote(text), [text]);
  const mark = useMemo((): TextMark | null => {
    if (problem === null) return rounded && { ...rounded, severity: 'warning' };
    const { message, line, column } = problem;
    return { message, line: line ?? 1, column: column ?? 1, severity: 'error' };
  }, [problem, rounded]);
  return (
    <div className={styles.compose}>
      <div className={styles.form} {...(problem === null ? {} : WAITING)}>
        {request && (
          // What is typed into the form would take the place of JSON that cannot be read.
          <div inert={problem !== null} className={cx(problem !== null && styles.broken)}>
            <MessagesForm request={request} onChange={setRequest} />
            <ToolsForm request={request} onChange={setRequest} />
            <FormatForm request={request} onChange={setRequest} />
            <ControlsForm request={request} onChange={setRequest} />
          </div>
        )}
      </div>
      <section className={styles.json} aria-label="Request as JSON">
        <header className={cx(problem && styles.wrong)}>
          <h3>JSON</h3>
          {problem && (
            <p role="alert">
              {problem.line !== null && `Line ${problem.line}, column ${problem.column}: `}
              {problem.message} The form waits until it can be read.
            </p>
          )}
        </header>
        <div className={styles.editor}>
          <TextEditor
            label="Request as JSON"
            text={text}
            mark={mark}
            onChange={(next) => void setText(next)}
          />
        </div>
        {problem === null && rounded && (
          <p className={styles.caution} role="status">
            Line {rounded.line}, column {rounded.column}: {rounded.message}
          </p>
        )}
        {unkept !== null && (
          <p className={styles.caution} role="status">
            {unkept}
          </p>
        )}
      </section>
    </div>
  );
}
