import type { editor } from 'monaco-editor/editor/editor.api';
import { useEffect, useRef, useState } from 'react';
import { renamePanel } from '../../app/docking.ts';
import { useNavigation } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { codeOptions } from '../../components/code/options.ts';
import { useMonaco } from '../../components/code/use-monaco.ts';
import { Empty, Failed, Loading } from '../../components/States.tsx';
import { useBreakpointGutter } from '../breakpoints/gutter.ts';
import { editNode, isDirty, readNode, saveNode, setLine, useEditor } from './editor-store.ts';
import { connectLanguage, modelFor, showDiagnostics } from './language-service.ts';
import { linkedNodeLines } from './linked-lines.ts';
import styles from './NodeEditor.module.css';

/** The node that the address names. */
export function useCurrentNode(): string | null {
  return useNavigation(({ address }) => (address.view === 'nodes' ? address.node : null));
}

export function NodeEditor() {
  const address = useCurrentNode();
  // The editor keeps its node while another view is looked at.
  const [node, setNode] = useState(address);
  useEffect(() => {
    if (address !== null) setNode(address);
  }, [address]);
  const document = useEditor(({ documents }) => (node === null ? undefined : documents[node]));
  const problem = useEditor(({ problems }) => (node === null ? undefined : problems[node]));
  const title = document
    ? `${document.detail.file.split('/').at(-1)}${isDirty(document) ? ' ●' : ''}`
    : 'Node';
  useEffect(() => renamePanel('nodes', 'editor', title), [title]);
  if (node === null) return <Empty title="No node open">Choose one on the left, or press Ctrl+P.</Empty>;
  if (!document)
    return problem ? (
      <Failed message={problem.message} actions={<Button onClick={() => readNode(node)}>Try again</Button>} />
    ) : (
      <Loading what="Reading the node" />
    );
  return (
    <div className={styles.editor}>
      {document.conflict !== null && <Conflict node={node} message={document.conflict} />}
      <Code node={node} />
    </div>
  );
}

function Conflict({ node, message }: { readonly node: string; readonly message: string }) {
  return (
    <div className={styles.conflict} role="alert">
      <span>{message} Your text is not saved.</span>
      <Button onClick={() => readNode(node)}>Reload the file</Button>
      <Button onClick={() => saveNode(node, 'overwrite')}>Write over it</Button>
    </div>
  );
}

function Code({ node }: { readonly node: string }) {
  const monaco = useMonaco();
  const host = useRef<HTMLDivElement>(null);
  const [code, setCode] = useState<editor.IStandaloneCodeEditor | null>(null);
  const decorations = useRef<editor.IEditorDecorationsCollection | null>(null);
  const document = useEditor(({ documents }) => documents[node]);
  const reveal = useEditor((state) => state.reveal);
  const text = document?.text ?? '';

  useEffect(() => {
    if (!monaco || !host.current) return;
    connectLanguage(monaco);
    const instance = monaco.editor.create(host.current, {
      ...codeOptions,
      model: null,
      folding: true,
      glyphMargin: true,
      contextmenu: true,
      tabSize: 2,
      ariaLabel: 'Text of the node',
    });
    decorations.current = instance.createDecorationsCollection();
    setCode(instance);
    return () => {
      instance.setModel(null);
      instance.dispose();
      setCode(null);
    };
  }, [monaco]);

  useEffect(() => {
    if (!monaco || !code) return;
    const model = modelFor(monaco, node, useEditor.getState().documents[node]?.text ?? '');
    code.setModel(model);
    const changes = model.onDidChangeContent(() => editNode(node, model.getValue()));
    const moves = code.onDidChangeCursorPosition(({ position }) => setLine(node, position.lineNumber));
    return () => {
      changes.dispose();
      moves.dispose();
    };
  }, [monaco, code, node]);

  useEffect(() => {
    // Text that came from elsewhere than this editor: a reload, or a file that another program changed.
    const model = code?.getModel();
    if (model && model.uri.path === `/${node}.vsp` && model.getValue() !== text)
      model.pushEditOperations([], [{ range: model.getFullModelRange(), text }], () => null);
  }, [code, node, text]);

  const diagnostics = document?.checked.diagnostics;
  useEffect(() => {
    if (monaco && code && diagnostics) showDiagnostics(monaco, modelFor(monaco, node, ''), diagnostics);
  }, [monaco, code, node, diagnostics]);

  useEffect(() => {
    if (!code || reveal?.node !== node) return;
    code.revealLineInCenterIfOutsideViewport(reveal.line, 0);
    code.setPosition({ lineNumber: reveal.line, column: 1 });
    if (reveal.focus) code.focus();
  }, [code, node, reveal]);

  const outline = document?.shown.outline;
  const line = document?.line ?? 1;
  useBreakpointGutter(monaco, code, node, outline ?? null);
  useEffect(() => {
    const lines = outline ? linkedNodeLines(outline, line) : null;
    decorations.current?.set(
      lines
        ? [
            {
              range: { startLineNumber: lines[0], startColumn: 1, endLineNumber: lines[1], endColumn: 1 },
              options: { isWholeLine: true, linesDecorationsClassName: 'code-bar-linked' },
            },
          ]
        : [],
    );
  }, [outline, line]);

  return (
    <div className={styles.host} ref={host}>
      {!monaco && <Loading what="Loading the editor" />}
    </div>
  );
}
