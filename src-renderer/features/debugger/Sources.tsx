import type { editor } from 'monaco-editor/editor/editor.api';
import { useEffect, useMemo, useState } from 'react';
import type { ComparisonSources } from '../../../shared/api/api.ts';
import type { StepRow } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { preferPanel, renamePanel } from '../../app/docking.ts';
import { CodeView, type LineMark } from '../../components/code/CodeView.tsx';
import { useMonaco } from '../../components/code/use-monaco.ts';
import { Empty, Loading } from '../../components/States.tsx';
import { useBreakpointGutter } from '../breakpoints/gutter.ts';
import { useDebugger, useKnownRow } from './debugger-store.ts';
import { stepAt } from './pending.ts';
import { nodeMarks, type PathSource, pathSource } from './source-marks.ts';

function useShownRow(): StepRow | undefined {
  return useKnownRow(useDebugger(({ shown }) => shown));
}

export function NodeSource() {
  const sources = useDebugger((state) => state.sources);
  const view = useDebugger((state) => state.view);
  const row = useShownRow();
  const marks = useMemo(
    () => (sources && view ? nodeMarks(sources.node.outline, view, row) : []),
    [sources, view, row],
  );
  const [code, setCode] = useState<editor.IStandaloneCodeEditor | null>(null);
  useBreakpointGutter(useMonaco(), code, view?.node ?? null, sources?.node.outline ?? null);
  const name = sources?.node.file.split('/').at(-1);
  useEffect(() => {
    if (name) renamePanel('comparison', 'source-node', name);
  }, [name]);
  if (!sources) return <Loading what="Reading the node" />;
  const step = row && stepAt(sources.node.outline, row.step);
  return (
    <CodeView
      label={`Text of the node ${sources.node.file}`}
      language="vsp"
      text={sources.node.text}
      marks={marks}
      reveal={step?.range.line ?? null}
      onEditor={setCode}
    />
  );
}

export function ReferenceSource() {
  return <PathSourcePanel path="reference" />;
}

export function DirectSource() {
  return <PathSourcePanel path="direct" />;
}

function PathSourcePanel({ path }: { readonly path: PathName }) {
  const sources = useDebugger((state) => state.sources);
  const row = useShownRow();
  const standing = useDebugger(({ view }) => view?.paths[path]?.line ?? null);
  const ran = useDebugger(({ view }) => view?.paths[path] !== null);
  const source = useMemo(
    () => (sources ? pathSource(sources, path, row, standing) : null),
    [sources, path, row, standing],
  );
  const name = source?.file.split('/').at(-1);
  const panel = `source-${path}`;
  useEffect(() => {
    renamePanel('comparison', panel, name ? `${path} · ${name}` : path);
  }, [name, path, panel]);
  const isHandler = source?.handler === true;
  useEffect(() => {
    // Of the two panels, the one that has more to say about this step: a handler's direct port, else the generated code.
    if (row && path === 'direct' && isHandler) preferPanel('comparison', panel);
    if (row && path === 'reference' && !hasHandler(sources, row)) preferPanel('comparison', panel);
  }, [row, path, isHandler, panel, sources]);
  if (!sources) return <Loading what="Reading the sources" />;
  if (!ran) return <Empty title={`No ${path} path`}>This comparison ran on the other path alone.</Empty>;
  if (!source) return <Interpreted path={path} />;
  return <PathCode path={path} source={source} />;
}

function PathCode({ path, source }: { readonly path: PathName; readonly source: PathSource }) {
  const marks = useMemo<readonly LineMark[]>(
    () => (source.lines ? [{ first: source.lines[0], last: source.lines[1], tone: path }] : []),
    [source, path],
  );
  return (
    <CodeView
      label={`Source that the ${path} path runs: ${source.file}`}
      language={source.file.endsWith('.py') ? 'python' : 'javascript'}
      text={source.text}
      marks={marks}
      reveal={source.lines?.[0] ?? null}
    />
  );
}

function Interpreted({ path }: { readonly path: PathName }) {
  return (
    <Empty title="No source of its own">
      {path === 'direct'
        ? 'The interpreter runs the node’s own text; for a custom operation its JavaScript handler shows here.'
        : 'The Python of this node could not be generated.'}
    </Empty>
  );
}

function hasHandler(sources: ComparisonSources | null, row: StepRow): boolean {
  return sources?.handlers.some((handler) => row.operation === `custom.${handler.name}`) ?? false;
}
