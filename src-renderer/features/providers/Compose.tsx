import { TextEditor } from '../../components/code/TextEditor.tsx';
import styles from './Compose.module.css';
import { ControlsForm } from './ControlsForm.tsx';
import { FormatForm } from './FormatForm.tsx';
import { MessagesForm } from './MessagesForm.tsx';
import { setRequest, setText, useProviders } from './providers-store.ts';
import { ToolsForm } from './ToolsForm.tsx';

/** The request as a form and as JSON, both always the same. */
export function Compose() {
  const { request, text, problem } = useProviders();
  const place =
    problem === null ? null : { ...problem, line: problem.line ?? 1, column: problem.column ?? 1 };
  return (
    <div className={styles.compose}>
      <div className={styles.form}>
        {request && problem === null ? (
          <>
            <MessagesForm request={request} onChange={setRequest} />
            <ToolsForm request={request} onChange={setRequest} />
            <FormatForm request={request} onChange={setRequest} />
            <ControlsForm request={request} onChange={setRequest} />
          </>
        ) : (
          <p className={styles.broken}>The form comes back when the JSON can be read.</p>
        )}
      </div>
      <section className={styles.json} aria-label="Request as JSON">
        <h3>JSON</h3>
        {problem && (
          <p className={styles.problem} role="alert">
            {problem.line !== null && `Line ${problem.line}, column ${problem.column}: `}
            {problem.message}
          </p>
        )}
        <div className={styles.editor}>
          <TextEditor
            label="Request as JSON"
            text={text}
            problem={place}
            onChange={(next) => void setText(next)}
          />
        </div>
      </section>
    </div>
  );
}
