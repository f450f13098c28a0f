import { useMemo } from 'react';
import { CodeView, type LineMark } from '../../components/code/CodeView.tsx';
import { Empty, Loading } from '../../components/States.tsx';
import { stepAt } from '../debugger/pending.ts';
import { revealLine, useEditor } from './editor-store.ts';
import { stepOfGeneratedLine, stepOfLine } from './linked-lines.ts';
import { useCurrentNode } from './NodeEditor.tsx';

/** The Python of the reference path; the lines of the step under the cursor are marked, here and there. */
export function GeneratedPanel() {
  const node = useCurrentNode();
  const document = useEditor(({ documents }) => (node === null ? undefined : documents[node]));
  const generated = document?.shown.generated;
  const outline = document?.shown.outline;
  const step = outline && document ? stepOfLine(outline, document.line) : undefined;
  const lines = step && generated ? generated.lines[step.path] : undefined;
  const marks = useMemo<readonly LineMark[]>(
    () => (lines ? [{ first: lines[0], last: lines[1], tone: 'linked' }] : []),
    [lines],
  );
  const failed = useEditor(({ problems }) => node !== null && problems[node] !== undefined);
  if (node === null || (failed && !document)) return null;
  if (!document) return <Loading what="Reading the node" />;
  if (!generated)
    return (
      <Empty title="No Python yet">It is generated once the node has no errors: see Problems below.</Empty>
    );
  const follow = (line: number) => {
    const path = stepOfGeneratedLine(generated, line);
    const found = path !== undefined && outline ? stepAt(outline, path) : undefined;
    if (found) revealLine(node, found.range.line);
  };
  return (
    <CodeView
      label={`Python generated from ${document.detail.file}`}
      language="python"
      text={generated.text}
      marks={marks}
      reveal={lines?.[0] ?? null}
      onLine={follow}
    />
  );
}
