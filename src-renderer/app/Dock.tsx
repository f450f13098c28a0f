import {
  DockviewDefaultTab,
  DockviewReact,
  type DockviewReadyEvent,
  type IDockviewHeaderActionsProps,
  type IDockviewPanelHeaderProps,
  type IDockviewPanelProps,
} from 'dockview-react';
import 'dockview-react/dist/styles/dockview.css';
import { Maximize2, Minimize2, X } from 'lucide-react';
import { type FunctionComponent, useEffect, useRef } from 'react';
import { IconButton } from '../components/Button.tsx';
import './dock.css';
import { type DockName, registerDock } from './docking.ts';

const THEME = { name: 'parallax', className: 'dockview-theme-parallax' };

interface Props {
  readonly name: DockName;
  readonly components: Record<string, FunctionComponent<IDockviewPanelProps>>;
}

export function Dock({ name, components }: Props) {
  const release = useRef<(() => void) | null>(null);
  useEffect(() => () => release.current?.(), []);
  const ready = ({ api }: DockviewReadyEvent) => {
    release.current = registerDock(name, api);
  };
  return (
    <DockviewReact
      theme={THEME}
      components={components}
      onReady={ready}
      defaultTabComponent={Tab}
      rightHeaderActionsComponent={PanelActions}
      disableFloatingGroups
      scrollbars="native"
    />
  );
}

/** A tab is one control; what hides its panel stands beside the tabs. The one in front is never cut off. */
function Tab(props: IDockviewPanelHeaderProps) {
  const { api } = props;
  const content = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const tab = content.current?.closest<HTMLElement>('.dv-tab');
    const strip = tab?.parentElement;
    if (!tab || !strip) return;
    const show = () => {
      const front = strip.querySelector('.dv-active-tab');
      if (front) bringIntoStrip(front, strip);
    };
    // Titles change and push the others away; the list of hidden tabs takes its place only after a tab came to the front.
    const sizes = new ResizeObserver(show);
    for (const element of [tab, strip]) sizes.observe(element);
    const visibility = api.onDidVisibilityChange(show);
    return () => {
      sizes.disconnect();
      visibility.dispose();
    };
  }, [api]);
  return (
    <div ref={content} className="tab-title">
      <DockviewDefaultTab hideClose {...props} />
    </div>
  );
}

function bringIntoStrip(tab: Element, strip: HTMLElement): void {
  const [inner, outer] = [tab.getBoundingClientRect(), strip.getBoundingClientRect()];
  const after = inner.right - outer.right;
  const before = inner.left - outer.left;
  if (before < 0 || after > 0) strip.scrollLeft += after > 0 ? Math.min(after, before) : before;
}

function PanelActions({ activePanel, containerApi, panels }: IDockviewHeaderActionsProps) {
  if (!activePanel || (containerApi.totalPanels === panels.length && panels.length === 1)) return null;
  const maximized = activePanel.api.isMaximized();
  return (
    <div className="panel-actions">
      <IconButton
        label={maximized ? 'Back to its size' : 'Fill the window'}
        onClick={() => (maximized ? activePanel.api.exitMaximized() : activePanel.api.maximize())}
      >
        {maximized ? <Minimize2 size={12} aria-hidden="true" /> : <Maximize2 size={12} aria-hidden="true" />}
      </IconButton>
      <IconButton label={`Hide ${activePanel.title ?? 'the panel'}`} onClick={() => activePanel.api.close()}>
        <X size={13} aria-hidden="true" />
      </IconButton>
    </div>
  );
}
