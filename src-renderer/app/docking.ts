import type { DockviewApi, SerializedDockview } from 'dockview-react';
import { parseJsonText } from '../../shared/values/json-text.ts';
import { useWorkspace } from '../features/explorer/workspace-store.ts';
import { useNavigation } from './navigation.ts';

export type DockName = 'nodes' | 'comparison';

/** One panel of a dock: its place in the layout that a newcomer sees. */
export interface PanelSpec {
  readonly id: string;
  readonly title: string;
  /** Not there until it is asked for. */
  readonly onDemand?: boolean;
  readonly place?: {
    readonly of: string;
    readonly side: 'left' | 'right' | 'above' | 'below' | 'within';
    readonly width?: number;
    readonly height?: number;
    /** Pixels, for a low window. */
    readonly minHeight?: number;
    /** Pixels, whatever the size of the window: with less it would be cut off. */
    readonly fixedHeight?: number;
  };
}

/** The layouts to begin with; sizes are for a window of 1440×900 and shrink with it. */
export const LAYOUTS: Readonly<Record<DockName, readonly PanelSpec[]>> = {
  nodes: [
    { id: 'editor', title: 'Node' },
    { id: 'run', title: 'Run', place: { of: 'editor', side: 'right', width: 0.42 } },
    { id: 'generated', title: 'Generated Python', place: { of: 'run', side: 'within' } },
    { id: 'graph', title: 'Flow', place: { of: 'run', side: 'within' } },
    { id: 'problems', title: 'Problems', place: { of: 'editor', side: 'below', height: 0.17 } },
    { id: 'breakpoints', title: 'Breakpoints', place: { of: 'problems', side: 'within' } },
  ],
  comparison: [
    { id: 'steps', title: 'Comparison' },
    { id: 'inspector', title: 'Inspector', place: { of: 'steps', side: 'right', width: 0.32 } },
    { id: 'source-node', title: 'Node', place: { of: 'steps', side: 'below', height: 0.3, minHeight: 250 } },
    { id: 'source-reference', title: 'Reference source', place: { of: 'source-node', side: 'right' } },
    { id: 'source-direct', title: 'Direct source', place: { of: 'source-reference', side: 'within' } },
    { id: 'divergences', title: 'Divergences', place: { of: 'source-node', side: 'within' } },
    { id: 'timeline', title: 'Timeline', place: { of: 'root', side: 'below', fixedHeight: 166 } },
    { id: 'breakpoints', title: 'Breakpoints', place: { of: 'source-node', side: 'within' } },
    { id: 'log', title: 'Log', place: { of: 'source-node', side: 'within' } },
    { id: 'database', title: 'Database', place: { of: 'source-node', side: 'within' } },
    { id: 'what-if', title: 'What-if', place: { of: 'inspector', side: 'within' } },
    { id: 'proof', title: 'Proof', place: { of: 'source-node', side: 'within' } },
    { id: 'history', title: 'History', onDemand: true, place: { of: 'source-node', side: 'within' } },
    { id: 'expression', title: 'Expression', onDemand: true, place: { of: 'source-node', side: 'within' } },
  ],
};

const docks = new Map<DockName, DockviewApi>();
/** Nobody asked for the panel that is brought to the front. */
let preferring = false;
let onFront: (panel: string) => void = () => undefined;

/** Calls back when a panel of the comparison comes to the front. */
export function followFront(listener: (panel: string) => void): void {
  onFront = listener;
}

export function registerDock(name: DockName, dock: DockviewApi): () => void {
  docks.set(name, dock);
  restore(name, dock);
  const subscription = dock.onDidLayoutChange(() => {
    if (dock.totalPanels > 0) localStorage.setItem(key(name), JSON.stringify(dock.toJSON()));
  });
  const front = dock.onDidActivePanelChange(({ panel }) => {
    if (name === 'comparison' && panel && !preferring) onFront(panel.id);
  });
  return () => {
    front.dispose();
    subscription.dispose();
    docks.delete(name);
  };
}

function key(name: DockName): string {
  return `parallax.layout.${name}.${useWorkspace.getState().view?.folder ?? ''}`;
}

function restore(name: DockName, dock: DockviewApi): void {
  const stored = localStorage.getItem(key(name));
  if (stored !== null) {
    try {
      dock.fromJSON(parseJsonText(stored) as SerializedDockview);
      if (dock.totalPanels > 0) return;
    } catch {
      // A layout of another version: begin with ours.
    }
  }
  build(name, dock);
}

function build(name: DockName, dock: DockviewApi): void {
  dock.clear();
  for (const spec of LAYOUTS[name]) if (!spec.onDemand) addPanel(dock, spec);
  dock.getPanel(LAYOUTS[name][0]?.id ?? '')?.api.setActive();
}

function addPanel(dock: DockviewApi, { id, title, place }: PanelSpec): void {
  const beside = place && place.of !== 'root' ? dock.getPanel(place.of) : undefined;
  dock.addPanel({
    id,
    component: id,
    title,
    inactive: place?.side === 'within',
    ...(place && beside ? { position: { referencePanel: beside, direction: place.side } } : {}),
    ...(place?.of === 'root' && place.side !== 'within' ? { position: { direction: place.side } } : {}),
    ...(place?.width ? { initialWidth: Math.round(dock.width * place.width) } : {}),
    ...(place?.fixedHeight ? { initialHeight: place.fixedHeight, minimumHeight: place.fixedHeight } : {}),
    ...(place?.height
      ? { initialHeight: Math.max(Math.round(dock.height * place.height), place.minHeight ?? 0) }
      : {}),
  });
}

function currentDock(): DockName | null {
  const { view } = useNavigation.getState().address;
  return view === 'nodes' || view === 'comparison' ? view : null;
}

/** Brings a panel to the front, back if it was closed, and puts the focus into it, or into the part of it that is named. */
export function focusPanel(id: string, part?: string): void {
  const dock = showPanel(id);
  const panel = dock?.getPanel(id);
  requestAnimationFrame(() => {
    const content = panel?.view.content.element;
    const within = (part === undefined ? null : content?.querySelector(part)) ?? content;
    const target = within?.querySelector<HTMLElement>('[tabindex="0"], textarea, input, button, select');
    target?.focus();
  });
}

/** Whether somebody can see the panel now. */
export function isPanelSeen(id: string): boolean {
  const name = currentDock();
  return (name !== null && docks.get(name)?.getPanel(id)?.api.isVisible) ?? false;
}

export function showPanel(id: string): DockviewApi | undefined {
  const name = currentDock();
  const dock = name === null ? undefined : docks.get(name);
  if (!name || !dock) return undefined;
  const spec = LAYOUTS[name].find((one) => one.id === id);
  if (!dock.getPanel(id) && spec) addPanel(dock, spec);
  dock.getPanel(id)?.api.setActive();
  return dock;
}

/** Of panels that share a group, shows this one; never moves or focuses anything else. */
export function preferPanel(name: DockName, id: string): void {
  const panel = docks.get(name)?.getPanel(id);
  if (!panel || panel.api.isVisible) return;
  preferring = true;
  panel.api.setActive();
  preferring = false;
}

export function renamePanel(name: DockName, id: string, title: string): void {
  const panel = docks.get(name)?.getPanel(id);
  if (panel && panel.title !== title) panel.api.setTitle(title);
}

export function resetLayout(): void {
  const name = currentDock();
  const dock = name === null ? undefined : docks.get(name);
  if (name && dock) build(name, dock);
}
