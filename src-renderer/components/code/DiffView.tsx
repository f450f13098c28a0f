import type { editor } from 'monaco-editor/editor/editor.api';
import { useEffect, useRef, useState } from 'react';
import { Loading } from '../States.tsx';
import styles from './CodeView.module.css';
import type { Monaco } from './monaco.ts';
import { codeOptions } from './options.ts';
import { useMonaco } from './use-monaco.ts';

interface Props {
  readonly label: string;
  readonly original: string;
  readonly modified: string;
  /** What both are written in; nodes where it is absent. */
  readonly language?: 'vsp' | 'javascript';
  /** The right side can be changed where this is given. */
  readonly onChange?: (text: string) => void;
}

/** Two texts beside each other, what differs marked; below each other where there is little room. */
export function DiffView({ label, original, modified, language = 'vsp', onChange }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const monaco = useMonaco();
  const [diff, setDiff] = useState<editor.IStandaloneDiffEditor | null>(null);
  const pair = useRef<Pair | null>(null);
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
      renderOverviewRuler: false,
    });
    const changes = instance.getModifiedEditor().onDidChangeModelContent(() => {
      listener.current?.(instance.getModifiedEditor().getValue());
    });
    setDiff(instance);
    return () => {
      changes.dispose();
      instance.dispose();
      pair.current?.release();
      pair.current = null;
      setDiff(null);
    };
  }, [monaco, editable]);

  useEffect(() => {
    diff?.getOriginalEditor().updateOptions({ ariaLabel: `${label}: before` });
    diff?.getModifiedEditor().updateOptions({ ariaLabel: label });
  }, [diff, label]);

  useEffect(() => {
    if (!monaco || !diff || pair.current?.shows(original, modified)) return;
    const before = pair.current;
    pair.current = createPair(monaco, diff, language, original, modified);
    diff.setModel(pair.current.view);
    before?.release();
  }, [monaco, diff, language, original, modified]);

  return (
    <div ref={host} className={styles.code}>
      {!monaco && <Loading what="Loading the editor" />}
    </div>
  );
}

interface Pair {
  readonly view: editor.IDiffEditorViewModel;
  shows(original: string, modified: string): boolean;
  release(): void;
}

function createPair(
  monaco: Monaco,
  diff: editor.IStandaloneDiffEditor,
  language: string,
  original: string,
  modified: string,
): Pair {
  const models = {
    original: monaco.editor.createModel(original, language),
    modified: monaco.editor.createModel(modified, language),
  };
  const view = diff.createViewModel(models);
  return {
    view,
    shows: (a, b) => models.original.getValue() === a && models.modified.getValue() === b,
    release: () => {
      // A difference that is still being computed fails when its texts go away under it.
      const dispose = () => {
        view.dispose();
        models.original.dispose();
        models.modified.dispose();
      };
      view.waitForDiff().then(dispose, dispose);
    },
  };
}
