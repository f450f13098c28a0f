import { DockviewReact, type DockviewReadyEvent, type IDockviewPanelProps } from 'dockview-react';
import 'dockview-react/dist/styles/dockview.css';
import { type FunctionComponent, useEffect, useRef } from 'react';
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
      disableFloatingGroups
      scrollbars="native"
    />
  );
}
