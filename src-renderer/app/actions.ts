import { breakpointActions } from '../features/breakpoints/breakpoint-actions.ts';
import type { Control } from '../features/debugger/controls.ts';
import { accepts, control, setTarget, useDebugger } from '../features/debugger/debugger-store.ts';
import { travelActions } from '../features/debugger/travel-actions.ts';
import { isDirty, saveNode, useEditor } from '../features/editor/editor-store.ts';
import { exchangeActions } from '../features/exchange/exchange-actions.ts';
import { openWorkspace, trustWorkspace, useWorkspace } from '../features/explorer/workspace-store.ts';
import { historyActions } from '../features/history/history-actions.ts';
import { ledgerActions } from '../features/ledger/ledger-actions.ts';
import { providersActions } from '../features/providers/providers-actions.ts';
import { replayActions } from '../features/replay/replay-actions.ts';
import { startRun } from '../features/run-form/run-store.ts';
import { libraryActions } from '../features/runs/library-actions.ts';
import type { Action } from './action.ts';
import { api } from './api.ts';
import { focusPanel, LAYOUTS, resetLayout } from './docking.ts';
import { navigate, useNavigation } from './navigation.ts';
import { chooseTheme, nextThemeChoice, useTheme } from './theme.ts';
import { setSidebar, toast, useUi } from './ui-store.ts';

const view = () => useNavigation.getState().address.view;
const currentNode = () => {
  const { address } = useNavigation.getState();
  return address.view === 'nodes' ? address.node : null;
};
/** What F5 and its kin would run from here: the node that is open, or the one that is being debugged. */
const runnable = () => currentNode() ?? null;

function debug(kind: Control): () => void {
  return () => {
    control(kind).catch((error: unknown) => toast('error', String(error)));
  };
}

const can = (kind: Control) => () => view() === 'comparison' && accepts(kind);

function runCurrent(stopOnEntry?: boolean): void {
  const node = runnable();
  if (node) startRun(node, stopOnEntry).catch((error: unknown) => toast('error', String(error)));
}

async function pickFolder(): Promise<void> {
  const folder = await api().chooseFolder?.();
  if (folder) await openWorkspace(folder);
}

export const actions: readonly Action[] = [
  {
    id: 'debug.continue',
    title: 'Run, or continue to the next breakpoint',
    group: 'Debug',
    keys: 'F5',
    enabled: () => (view() === 'comparison' ? can('continue')() : runnable() !== null),
    run: () => (view() === 'comparison' ? debug('continue')() : runCurrent()),
  },
  {
    id: 'debug.entry',
    title: 'Run and stop before the first step',
    group: 'Debug',
    keys: 'Ctrl+F5',
    enabled: () => runnable() !== null,
    run: () => runCurrent(true),
  },
  {
    id: 'debug.over',
    title: 'Step over',
    group: 'Debug',
    keys: 'F10',
    enabled: can('over'),
    run: debug('over'),
  },
  {
    id: 'debug.into',
    title: 'Step into',
    group: 'Debug',
    keys: 'F11',
    enabled: can('into'),
    run: debug('into'),
  },
  {
    id: 'debug.out',
    title: 'Step out',
    group: 'Debug',
    keys: 'Shift+F11',
    enabled: can('out'),
    run: debug('out'),
  },
  {
    id: 'debug.back',
    title: 'Step back',
    group: 'Debug',
    keys: 'Shift+F10',
    enabled: can('back'),
    run: debug('back'),
  },
  {
    id: 'debug.reverse',
    title: 'Run back to the previous breakpoint',
    group: 'Debug',
    keys: 'Alt+Shift+F5',
    enabled: can('reverse'),
    run: debug('reverse'),
  },
  {
    id: 'debug.pause',
    title: 'Pause',
    group: 'Debug',
    keys: 'F6',
    enabled: can('pause'),
    run: debug('pause'),
  },
  {
    id: 'debug.stop',
    title: 'Stop',
    group: 'Debug',
    keys: 'Shift+F5',
    enabled: can('stop'),
    run: debug('stop'),
  },
  {
    id: 'debug.restart',
    title: 'Restart with the same inputs',
    group: 'Debug',
    keys: 'Ctrl+Shift+F5',
    enabled: can('restart'),
    run: debug('restart'),
  },
  {
    id: 'debug.both',
    title: 'Step both paths',
    group: 'Debug',
    enabled: () => view() === 'comparison',
    run: () => setTarget('both'),
  },
  {
    id: 'debug.reference',
    title: 'Step the reference path alone',
    group: 'Debug',
    enabled: () => view() === 'comparison',
    run: () => setTarget('reference'),
  },
  {
    id: 'debug.direct',
    title: 'Step the direct path alone',
    group: 'Debug',
    enabled: () => view() === 'comparison',
    run: () => setTarget('direct'),
  },
  ...breakpointActions,
  ...replayActions,
  {
    id: 'go.anything',
    title: 'Search nodes, runs and commands',
    group: 'Go',
    keys: 'Ctrl+K',
    run: () => useUi.setState({ palette: 'everything' }),
  },
  {
    id: 'go.node',
    title: 'Go to node',
    group: 'Go',
    keys: 'Ctrl+P',
    run: () => useUi.setState({ palette: 'nodes' }),
  },
  {
    id: 'go.nodes',
    title: 'Show the node editor',
    group: 'Go',
    run: () => navigate({ view: 'nodes', node: useDebugger.getState().view?.node ?? currentNode() }),
  },
  {
    id: 'go.debugger',
    title: 'Show the debugger',
    group: 'Go',
    run: () => navigate({ view: 'comparison', comparison: useDebugger.getState().comparison, row: null }),
  },
  ...travelActions,
  ...historyActions,
  { id: 'go.runs', title: 'Show the runs', group: 'Go', run: () => navigate({ view: 'runs' }) },
  {
    id: 'node.save',
    title: 'Save node',
    group: 'Node',
    keys: 'Ctrl+S',
    enabled: () => {
      const node = currentNode();
      return node !== null && isDirty(useEditor.getState().documents[node]);
    },
    run: () => {
      const node = currentNode();
      if (node) saveNode(node).catch((error: unknown) => toast('error', String(error)));
    },
  },
  {
    id: 'node.new',
    title: 'New node',
    group: 'Node',
    run: () => useUi.setState({ newNode: true }),
  },
  {
    id: 'view.sidebar',
    title: 'Show or hide the sidebar',
    group: 'View',
    keys: 'Ctrl+B',
    run: () => {
      const { sidebar, sidebarByModels } = useUi.getState();
      if (view() === 'providers') useUi.setState({ sidebarByModels: !sidebarByModels });
      else setSidebar(!sidebar);
    },
  },
  {
    id: 'view.theme',
    title: 'Change theme: dark, light, as the system',
    group: 'View',
    run: () => chooseTheme(nextThemeChoice(useTheme.getState().choice)),
  },
  {
    id: 'view.reset',
    title: 'Reset the layout of the panels',
    group: 'View',
    enabled: () => view() === 'nodes' || view() === 'comparison',
    run: resetLayout,
  },
  {
    id: 'view.help',
    title: 'Keyboard shortcuts',
    group: 'View',
    keys: '?',
    run: () => useUi.setState({ help: true }),
  },
  ...ledgerActions,
  ...providersActions,
  ...exchangeActions,
  ...(['nodes', 'comparison'] as const).flatMap((dock) =>
    LAYOUTS[dock].map(
      (panel, index): Action => ({
        id: `view.${dock}.${panel.id}`,
        title: `Show ${panel.title}`,
        group: 'View',
        ...(index < 9 ? { keys: `Ctrl+${index + 1}` } : {}),
        enabled: () => view() === dock,
        run: () => focusPanel(panel.id),
      }),
    ),
  ),
  ...libraryActions,
  {
    id: 'workspace.trust',
    title: 'Trust this workspace',
    group: 'Workspace',
    enabled: () => useWorkspace.getState().view?.trusted === false,
    run: () => {
      trustWorkspace().catch((error: unknown) => toast('error', String(error)));
    },
  },
  {
    id: 'workspace.open',
    title: 'Open folder…',
    group: 'Workspace',
    enabled: () => api().chooseFolder !== null,
    run: () => {
      pickFolder().catch((error: unknown) => toast('error', String(error)));
    },
  },
];

const byId = new Map(actions.map((action) => [action.id, action]));

export function action(id: string): Action {
  const found = byId.get(id);
  if (!found) throw new Error(`There is no action ${id}`);
  return found;
}

export function runAction(id: string): void {
  const found = action(id);
  if (found.enabled?.() ?? true) found.run();
}
