import type { editor } from 'monaco-editor/editor/editor.api';
import { useEffect, useRef, useState } from 'react';
import { Loading } from '../States.tsx';
import styles from './CodeView.module.css';
import { codeOptions } from './options.ts';
import { useMonaco } from './use-monaco.ts';

export interface TextMark {
  readonly message: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  /** Characters; absent: all that follow in the line. */
  readonly length?: number;
  readonly severity: 'error' | 'warning';
}

interface Props {
  readonly label: string;
  readonly text: string;
  /** What is wrong there, or only to be known. */
  readonly mark: TextMark | null;
  readonly onChange: (text: string) => void;
}

/** JSON that can be edited, with what is wrong marked at its place. */
export function TextEditor({ label, text, mark, onChange }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const monaco = useMonaco();
  const [code, setCode] = useState<editor.IStandaloneCodeEditor | null>(null);
  const listener = useRef(onChange);
  listener.current = onChange;

  useEffect(() => {
    if (!monaco || !host.current) return;
    const model = monaco.editor.createModel('', 'javascript');
    const instance = monaco.editor.create(host.current, {
      ...codeOptions,
      model,
      folding: true,
      tabSize: 2,
      wordWrap: 'on',
    });
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
      mark === null
        ? []
        : [
            {
              severity: monaco.MarkerSeverity[mark.severity === 'error' ? 'Error' : 'Warning'],
              message: mark.message,
              startLineNumber: mark.line,
              startColumn: mark.column,
              endLineNumber: mark.line,
              endColumn:
                mark.length === undefined
                  ? model.getLineMaxColumn(Math.min(mark.line, model.getLineCount()))
                  : mark.column + mark.length,
            },
          ],
    );
  }, [monaco, code, mark]);

  return (
    <div ref={host} className={styles.code}>
      {!monaco && <Loading what="Loading the editor" />}
    </div>
  );
}
