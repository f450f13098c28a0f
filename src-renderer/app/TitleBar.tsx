import {
  ArrowDownToDot,
  ArrowUpFromDot,
  FileOutput,
  Pause,
  Play,
  Redo2,
  Rewind,
  RotateCcw,
  Search,
  Square,
  Undo2,
} from 'lucide-react';
import type { ComponentType } from 'react';
import { IconButton } from '../components/Button.tsx';
import { KeyHint } from '../components/KeyHint.tsx';
import { setTarget, useDebugger } from '../features/debugger/debugger-store.ts';
import { useWorkspace } from '../features/explorer/workspace-store.ts';
import { action, runAction } from './actions.ts';
import { useNavigation } from './navigation.ts';
import styles from './TitleBar.module.css';

const CONTROLS: readonly { readonly id: string; readonly icon: ComponentType<{ readonly size: number }> }[] =
  [
    { id: 'debug.reverse', icon: Rewind },
    { id: 'debug.back', icon: Undo2 },
    { id: 'debug.continue', icon: Play },
    { id: 'debug.over', icon: Redo2 },
    { id: 'debug.into', icon: ArrowDownToDot },
    { id: 'debug.out', icon: ArrowUpFromDot },
  ];
const SESSION: readonly { readonly id: string; readonly icon: ComponentType<{ readonly size: number }> }[] = [
  { id: 'debug.restart', icon: RotateCcw },
  { id: 'debug.pause', icon: Pause },
  { id: 'debug.stop', icon: Square },
];

const BUTTONS = [...CONTROLS, ...SESSION].map(({ id }) => id).concat('comparison.report');

function usable(id: string): boolean {
  return action(id).enabled?.() ?? true;
}

export function TitleBar() {
  const workspace = useWorkspace(({ view }) => view?.name);
  const compared = useDebugger(({ view }) => view?.node);
  const view = useNavigation(({ address }) => address.view);
  const open = useNavigation(({ address }) => (address.view === 'nodes' ? address.node : null));
  const node = view === 'comparison' ? compared : open;
  return (
    <header className={styles.bar}>
      <div className={styles.where}>
        <h1>Parallax</h1>
        <span className={styles.place}>
          {workspace}
          {node && ` · ${node}`}
          {view === 'providers' && ' · models'}
        </span>
      </div>
      <button type="button" className={styles.search} onClick={() => runAction('go.anything')}>
        <Search size={13} aria-hidden="true" />
        <span className={styles.hint}>Search nodes, runs, commands</span>
        <KeyHint keys="Ctrl+K" />
      </button>
      <DebugControls />
    </header>
  );
}

/** What can be done with the session; which buttons are usable follows from its state. */
function DebugControls() {
  // Drawn again when what is usable changes, not with every move of the cursor.
  useDebugger(() => BUTTONS.map(usable).join());
  const comparing = useNavigation(({ address }) => address.view === 'comparison');
  const target = useDebugger((state) => state.target);
  const hasBoth = useDebugger(({ view }) => view?.paths.reference !== null && view?.paths.direct !== null);
  const isOpen = useDebugger(({ view }) => view !== null);
  const button = ({ id, icon: Icon }: (typeof CONTROLS)[number]) => {
    const { title, keys } = action(id);
    return (
      <IconButton
        key={id}
        label={title}
        keys={keys}
        disabled={!usable(id)}
        active={id === 'debug.continue'}
        onClick={() => runAction(id)}
      >
        <Icon size={15} aria-hidden="true" />
      </IconButton>
    );
  };
  return (
    <div className={styles.controls} role="toolbar" aria-label="Debug">
      {CONTROLS.map(button)}
      <i className={styles.rule} />
      {SESSION.map(button)}
      <i className={styles.rule} />
      {button({ id: 'comparison.report', icon: FileOutput })}
      <select
        className={styles.target}
        aria-label="Paths that the controls move"
        value={target}
        disabled={!comparing || !isOpen || !hasBoth}
        onChange={(event) => setTarget(event.target.value as typeof target)}
      >
        <option value="both">both paths</option>
        <option value="reference">reference alone</option>
        <option value="direct">direct alone</option>
      </select>
    </div>
  );
}
