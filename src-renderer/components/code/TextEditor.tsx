import type { editor } from 'monaco-editor/editor/editor.api';
import { useEffect, useRef, useState } from 'react';
import { Loading } from '../States.tsx';
import styles from './CodeView.module.css';
import { codeOptions } from './options.ts';
import { useMonaco } from './use-monaco.ts';

interface Props {
  readonly label: string;
  readonly text: string;
  /** What is wrong, and where, from 1. */
  readonly problem: { readonly message: string; readonly line: number; readonly column: number } | null;
  readonly onChange: (text: string) => void;
}

/** JSON that can be edited, with what is wrong marked at its place. */
export function TextEditor({ label, text, problem, onChange }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const monaco = useMonaco();
  const [code, setCode] = useState<editor.IStandaloneCodeEditor | null>(null);
  const listener = useRef(onChange);
  listener.current = onChange;

  useEffect(() => {
    if (!monaco || !host.current) return;
    const model = monaco.editor.createModel('', 'javascript');
    const instance = monaco.editor.create(host.current, { ...codeOptions, model, folding: true, tabSize: 2 });
    model.onDidChangeContent(() => listener.current(model.getValue()));
    setCode(instance);
    return () => {
      instance.dispose();
      model.dispose();
      setCode(null);
    };
  }, [monaco]);

  useEffect(() => code?.updateOptions({ ariaLabel: label }), [code, label]);

  useEffect(() => {
    const model = code?.getModel();
    // Text that came from elsewhere: undone like any edit.
    if (model && model.getValue() !== text)
      model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
  }, [code, text]);

  useEffect(() => {
    const model = code?.getModel();
    if (!monaco || !model) return;
    monaco.editor.setModelMarkers(
      model,
      'parallax',
      problem === null
        ? []
        : [
            {
              severity: monaco.MarkerSeverity.Error,
              message: problem.message,
              startLineNumber: problem.line,
              startColumn: problem.column,
              endLineNumber: problem.line,
              endColumn: model.getLineMaxColumn(Math.min(problem.line, model.getLineCount())),
            },
          ],
    );
  }, [monaco, code, problem]);

  return (
    <div ref={host} className={styles.code}>
      {!monaco && <Loading what="Loading the editor" />}
    </div>
  );
}
