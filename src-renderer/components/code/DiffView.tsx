import type { editor } from 'monaco-editor/editor/editor.api';
import { useEffect, useRef, useState } from 'react';
import { Loading } from '../States.tsx';
import styles from './CodeView.module.css';
import { codeOptions } from './options.ts';
import { useMonaco } from './use-monaco.ts';

interface Props {
  readonly label: string;
  readonly original: string;
  readonly modified: string;
  /** The right side can be changed where this is given. */
  readonly onChange?: (text: string) => void;
}

/** Two texts of a node beside each other, what differs marked; below each other where there is little room. */
export function DiffView({ label, original, modified, onChange }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const monaco = useMonaco();
  const [diff, setDiff] = useState<editor.IStandaloneDiffEditor | null>(null);
  const listener = useRef(onChange);
  listener.current = onChange;
  const editable = onChange !== undefined;

  useEffect(() => {
    if (!monaco || !host.current) return;
    const instance = monaco.editor.createDiffEditor(host.current, {
      ...codeOptions,
      readOnly: !editable,
      domReadOnly: !editable,
      originalEditable: false,
      renderSideBySide: true,
      useInlineViewWhenSpaceIsLimited: true,
      renderSideBySideInlineBreakpoint: 620,
      hideUnchangedRegions: { enabled: true, contextLineCount: 4, minimumLineCount: 3, revealLineCount: 20 },
      originalAriaLabel: `${label}: before`,
      modifiedAriaLabel: label,
      renderOverviewRuler: false,
    });
    setDiff(instance);
    const changes = instance.getModifiedEditor().onDidChangeModelContent(() => {
      listener.current?.(instance.getModifiedEditor().getValue());
    });
    return () => {
      changes.dispose();
      const models = instance.getModel();
      instance.dispose();
      models?.original.dispose();
      models?.modified.dispose();
      setDiff(null);
    };
  }, [monaco, editable, label]);

  useEffect(() => {
    if (!monaco || !diff) return;
    const before = diff.getModel();
    if (before?.original.getValue() === original && before.modified.getValue() === modified) return;
    diff.setModel({
      original: monaco.editor.createModel(original, 'vsp'),
      modified: monaco.editor.createModel(modified, 'vsp'),
    });
    before?.original.dispose();
    before?.modified.dispose();
  }, [monaco, diff, original, modified]);

  return (
    <div ref={host} className={styles.code}>
      {!monaco && <Loading what="Loading the editor" />}
    </div>
  );
}
