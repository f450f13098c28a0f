import type { editor } from 'monaco-editor/editor/editor.api';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { Loading } from '../States.tsx';
import styles from './CodeView.module.css';
import { codeOptions } from './options.ts';
import { useMonaco } from './use-monaco.ts';

export interface LineMark {
  readonly first: number;
  readonly last: number;
  /** Which class colours the lines, and the bar in the margin. */
  readonly tone: 'diverged' | 'current' | 'reference' | 'direct' | 'linked';
  /** Only the bar in the margin. */
  readonly barOnly?: boolean;
}

/** However busy the page is, the code is there after so long. */
const LATEST_MS = 300;

interface Props {
  readonly label: string;
  readonly language: 'vsp' | 'python' | 'javascript';
  readonly text: string;
  readonly marks: readonly LineMark[];
  /** Line to bring into view; a new value scrolls. */
  readonly reveal: number | null;
  readonly onLine?: (line: number) => void;
  /** Gets the editor once it is there, null when it goes; then there is room for marks beside the lines. */
  readonly onEditor?: (code: editor.IStandaloneCodeEditor | null) => void;
}

/** Read-only source with marked lines. */
export function CodeView({ label, language, text, marks, reveal, onLine, onEditor }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const monaco = useMonaco();
  const seen = useSeen(host);
  const [code, setCode] = useState<editor.IStandaloneCodeEditor | null>(null);
  const collection = useRef<editor.IEditorDecorationsCollection | null>(null);
  const listener = useRef(onLine);
  listener.current = onLine;
  const owner = useRef(onEditor);

  useEffect(() => {
    if (!monaco || !seen || !host.current) return;
    const instance = monaco.editor.create(host.current, {
      ...codeOptions,
      model: null,
      readOnly: true,
      domReadOnly: true,
      tabFocusMode: true,
      glyphMargin: owner.current !== undefined,
    });
    collection.current = instance.createDecorationsCollection();
    instance.onMouseDown((event) => {
      if (event.target.position) listener.current?.(event.target.position.lineNumber);
    });
    setCode(instance);
    const told = owner.current;
    told?.(instance);
    return () => {
      told?.(null);
      instance.getModel()?.dispose();
      instance.dispose();
      setCode(null);
    };
  }, [monaco, seen]);

  useEffect(() => code?.updateOptions({ ariaLabel: label }), [code, label]);

  useEffect(() => {
    if (!monaco || !code) return;
    let model = code.getModel();
    if (model?.getValue() !== text || model.getLanguageId() !== language) {
      model?.dispose();
      model = monaco.editor.createModel(text, language);
      code.setModel(model);
    }
    collection.current?.set(
      marks.map((mark) => ({
        range: { startLineNumber: mark.first, startColumn: 1, endLineNumber: mark.last, endColumn: 1 },
        options: {
          isWholeLine: true,
          className: mark.barOnly ? null : `code-line-${mark.tone}`,
          linesDecorationsClassName: `code-bar-${mark.tone}`,
        },
      })),
    );
    if (reveal !== null)
      code.revealLinesInCenterIfOutsideViewport(reveal, Math.min(reveal + 4, model.getLineCount()), 1);
  }, [monaco, code, text, language, marks, reveal]);

  return (
    <div className={styles.code} ref={host}>
      {!code && <Loading what="Loading the editor" />}
    </div>
  );
}

/** Has it been in view, and was the page at rest since? An editor takes longer to make than all that stands around it. */
function useSeen(host: RefObject<HTMLElement | null>): boolean {
  const [seen, setSeen] = useState(false);
  useEffect(() => {
    const element = host.current;
    if (seen || !element) return;
    let idle = 0;
    const watch = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      watch.disconnect();
      idle = requestIdleCallback(() => setSeen(true), { timeout: LATEST_MS });
    });
    watch.observe(element);
    return () => {
      watch.disconnect();
      cancelIdleCallback(idle);
    };
  }, [host, seen]);
  return seen;
}
