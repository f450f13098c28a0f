import {
  Background,
  Controls,
  Handle,
  type Node,
  type NodeProps,
  Position,
  ReactFlow,
  type ReactFlowInstance,
} from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTheme } from '../../app/theme.ts';
import { cx } from '../../components/cx.ts';
import { Empty, Loading } from '../../components/States.tsx';
import { isLive } from '../debugger/controls.ts';
import { useDebugger } from '../debugger/debugger-store.ts';
import { revealLine, useEditor } from './editor-store.ts';
import { FlowEdge, type RoutedEdge } from './FlowEdge.tsx';
import styles from './FlowGraph.module.css';
import { type FlowNode, flowOf } from './flow-graph.ts';
import { type Layout, layOut, NODE_HEIGHT, NODE_WIDTH } from './flow-layout.ts';
import { stepOfLine } from './linked-lines.ts';
import { useCurrentNode } from './NodeEditor.tsx';

type State = 'diverged' | 'standing' | '';
type StepData = Pick<FlowNode, keyof FlowNode> & { readonly state: State; readonly current: boolean };
type StepNode = Node<StepData, 'step'>;

/** The flow of the node as it stands in the editor; a step leads to its line. */
export function FlowGraph() {
  const node = useCurrentNode();
  const outline = useEditor(({ documents }) => (node === null ? undefined : documents[node]?.shown.outline));
  const line = useEditor(({ documents }) => (node === null ? undefined : documents[node]?.line)) ?? 1;
  const theme = useTheme((state) => state.theme);
  const flow = useMemo(() => (outline ? flowOf(outline) : null), [outline]);
  const [layout, setLayout] = useState<Layout | null>(null);
  const states = useStates(node);
  const host = useRef<HTMLDivElement>(null);
  const [graph, setGraph] = useState<ReactFlowInstance<StepNode, RoutedEdge> | null>(null);

  useEffect(() => {
    if (!flow) return;
    let gone = false;
    layOut(flow).then(
      (found) => !gone && setLayout(found),
      () => undefined,
    );
    return () => {
      gone = true;
    };
  }, [flow]);

  useEffect(() => {
    // A panel that was hidden, or is made wider, shows the whole flow again.
    if (!graph || !host.current || !layout) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry && entry.contentRect.width > 0)
        graph.fitView({ maxZoom: 1, padding: 0.08 }).catch(() => false);
    });
    observer.observe(host.current);
    return () => observer.disconnect();
  }, [graph, layout]);

  const current = outline ? stepOfLine(outline, line)?.path : undefined;
  const nodes = useMemo<StepNode[]>(
    () =>
      (flow?.nodes ?? []).flatMap((step) => {
        const position = layout?.places.get(step.id);
        if (!position) return [];
        const data = { ...step, state: states.get(step.id) ?? '', current: step.id === current };
        return [
          {
            id: step.id,
            type: 'step',
            position,
            data,
            width: NODE_WIDTH,
            height: NODE_HEIGHT,
          } satisfies StepNode,
        ];
      }),
    [flow, layout, states, current],
  );
  const edges = useMemo<RoutedEdge[]>(
    () =>
      (flow?.edges ?? []).map(({ id, from, to, label }) => ({
        id,
        source: from,
        target: to,
        type: 'routed',
        data: { route: layout?.routes.get(id) ?? [], label: label.replaceAll('_', ' ') },
      })),
    [flow, layout],
  );

  if (!flow) return <Empty title="No flow to show">The flow appears once the node has no errors.</Empty>;
  if (flow.nodes.length === 0)
    return <Empty title="The flow is empty">Add a step under flow: in the editor.</Empty>;
  if (!layout) return <Loading what="Laying out the flow" />;
  return (
    <div className={styles.graph} ref={host}>
      <ReactFlow
        key={node}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        colorMode={theme}
        nodesDraggable={false}
        nodesConnectable={false}
        edgesFocusable={false}
        {...NO_KEYS}
        onInit={(instance) => setGraph(instance)}
        minZoom={0.2}
        maxZoom={1.5}
        proOptions={{ hideAttribution: true }}
        onNodeClick={(_, { data }) => node !== null && revealLine(node, data.line)}
        aria-label="Flow of the node"
      >
        <Background gap={20} color="var(--line)" />
        <Controls showInteractive={false} />
      </ReactFlow>
    </div>
  );
}

/** It would take them, Space first, from whatever has the focus: the editor beside it too. */
const NO_KEYS = {
  panActivationKeyCode: null,
  deleteKeyCode: null,
  selectionKeyCode: null,
  multiSelectionKeyCode: null,
  zoomActivationKeyCode: null,
};
const NODE_TYPES = { step: StepBox };
const EDGE_TYPES = { routed: FlowEdge };

const WORDS: Record<State, string> = { diverged: 'diverged', standing: 'here', '': '' };

function StepBox({ data }: NodeProps<StepNode>) {
  return (
    <div
      className={cx(styles.step, data.state && styles[data.state], data.current && styles.current)}
      title={data.summary}
    >
      <Handle type="target" position={Position.Top} className={styles.handle} />
      <strong>{data.name}</strong>
      <span>
        {data.operation}
        {data.state && <em>{WORDS[data.state]}</em>}
      </span>
      <Handle type="source" position={Position.Bottom} className={styles.handle} />
    </div>
  );
}

/** What the open comparison, if it is one of this node, knows of each step. */
function useStates(node: string | null): ReadonlyMap<string, State> {
  const view = useDebugger((state) => state.view);
  return useMemo(() => {
    const states = new Map<string, State>();
    if (!view || view.node !== node) return states;
    for (const path of [view.paths.reference, view.paths.direct])
      if (path?.step && isLive(view)) states.set(path.step, 'standing');
    const first = view.divergences[0];
    if (first) states.set(first.step, 'diverged');
    return states;
  }, [view, node]);
}
