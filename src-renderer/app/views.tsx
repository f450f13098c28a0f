import type { IDockviewPanelProps } from 'dockview-react';
import { useDeferredValue, useEffect, useState } from 'react';
import { Button } from '../components/Button.tsx';
import { Empty, Failed, Loading } from '../components/States.tsx';
import { BreakpointsPanel } from '../features/breakpoints/BreakpointsPanel.tsx';
import { LogPanel } from '../features/breakpoints/LogPanel.tsx';
import { DatabasePanel } from '../features/debugger/DatabasePanel.tsx';
import { DivergenceList } from '../features/debugger/DivergenceList.tsx';
import { useDebugger } from '../features/debugger/debugger-store.ts';
import { Inspector } from '../features/debugger/Inspector.tsx';
import { DirectSource, NodeSource, ReferenceSource } from '../features/debugger/Sources.tsx';
import { Timeline } from '../features/debugger/Timeline.tsx';
import { FlowPanel } from '../features/editor/FlowPanel.tsx';
import { GeneratedPanel } from '../features/editor/GeneratedPanel.tsx';
import { NodeEditor } from '../features/editor/NodeEditor.tsx';
import { Problems } from '../features/editor/Problems.tsx';
import { useWorkspace } from '../features/explorer/workspace-store.ts';
import { ExpressionPanel } from '../features/history/ExpressionPanel.tsx';
import { HistoryPanel } from '../features/history/HistoryPanel.tsx';
import { ComparisonSteps } from '../features/replay/ComparisonSteps.tsx';
import { ProofPanel } from '../features/replay/ProofPanel.tsx';
import { WhatIf } from '../features/replay/WhatIf.tsx';
import { RunForm } from '../features/run-form/RunForm.tsx';
import { runAction } from './actions.ts';
import { Dock } from './Dock.tsx';
import { ErrorBoundary } from './ErrorBoundary.tsx';
import { navigate } from './navigation.ts';

const guarded = (Part: () => React.ReactNode) =>
  function Guarded() {
    return (
      <ErrorBoundary>
        <Part />
      </ErrorBoundary>
    );
  };

type Part = () => React.ReactNode;

/** For panels whose content costs work: it is done while somebody can see it. */
const whileShown = (Part: Part) => shown(Part, (isVisible) => isVisible);

/** For panels whose content takes long to make: it is made when somebody first sees it, and stays. */
const onceShown = (Part: Part) => shown(Part, (isVisible, was) => was || isVisible);

const shown = (Part: Part, next: (isVisible: boolean, was: boolean) => boolean) => {
  const Guarded = guarded(Part);
  return function Shown({ api }: IDockviewPanelProps) {
    const [there, setThere] = useState(api.isVisible);
    useEffect(() => {
      const watch = api.onDidVisibilityChange(({ isVisible }) => setThere((was) => next(isVisible, was)));
      return () => watch.dispose();
    }, [api]);
    return there && <Guarded />;
  };
};

const nodePanels = {
  editor: guarded(NodeEditor),
  run: guarded(RunForm),
  generated: guarded(GeneratedPanel),
  graph: onceShown(FlowPanel),
  problems: guarded(Problems),
  breakpoints: guarded(BreakpointsPanel),
};

const comparisonPanels = {
  steps: guarded(ComparisonSteps),
  inspector: guarded(Inspector),
  'source-node': guarded(NodeSource),
  'source-reference': guarded(ReferenceSource),
  'source-direct': guarded(DirectSource),
  divergences: guarded(DivergenceList),
  database: whileShown(DatabasePanel),
  timeline: guarded(Timeline),
  breakpoints: guarded(BreakpointsPanel),
  log: guarded(LogPanel),
  'what-if': guarded(WhatIf),
  proof: guarded(ProofPanel),
  history: whileShown(HistoryPanel),
  expression: guarded(ExpressionPanel),
};

export function NodesView() {
  const empty = useWorkspace(({ view }) => view?.nodes.length === 0);
  if (empty) {
    return (
      <Empty
        title="No nodes yet"
        actions={
          <>
            <Button tone="primary" onClick={() => runAction('node.new')}>
              Create a node
            </Button>
            <Button onClick={() => runAction('workspace.open')}>Open another folder</Button>
          </>
        }
      >
        A node is a .vsp file anywhere in this folder. Create one here, or add files to the folder: they show
        up by themselves.
      </Empty>
    );
  }
  return <Dock name="nodes" components={nodePanels} />;
}

export function ComparisonView() {
  const open = useDebugger(({ comparison }) => comparison !== null);
  // Its panels take a while to make: what they will show is asked for before.
  const docked = useDeferredValue(open);
  const problem = useDebugger(({ problem: why, view }) => (view === null ? why : null));
  // Panels about nothing would only say that they are being read.
  if (open && problem !== null)
    return (
      <Failed
        message={problem.message}
        actions={<Button onClick={() => runAction('go.runs')}>Show the recorded runs</Button>}
      />
    );
  if (open && !docked) return <Loading what="Opening the comparison" />;
  if (!open) {
    return (
      <Empty
        title="No comparison open"
        actions={
          <>
            <Button tone="primary" onClick={() => runAction('go.nodes')}>
              Choose a node
            </Button>
            <Button onClick={() => navigate({ view: 'runs' })}>Open a recorded run</Button>
          </>
        }
      >
        Run a node with F5 to see both paths step by step, or open one of the runs that were recorded.
      </Empty>
    );
  }
  return <Dock name="comparison" components={comparisonPanels} />;
}
