import { Command } from 'cmdk';
import { useState } from 'react';
import { Dot } from '../components/Dot.tsx';
import { KeyHint } from '../components/KeyHint.tsx';
import { showAge } from '../components/time.ts';
import { useFocusBack } from '../components/use-focus-back.ts';
import { useDebugger } from '../features/debugger/debugger-store.ts';
import { goToEvent, jumpTo } from '../features/debugger/travel.ts';
import { nodeStatus, useWorkspace } from '../features/explorer/workspace-store.ts';
import { useRuns } from '../features/runs/runs-store.ts';
import type { Action } from './action.ts';
import { actions } from './actions.ts';
import { navigate } from './navigation.ts';
import styles from './Palette.module.css';
import { useUi } from './ui-store.ts';

const close = () => useUi.setState({ palette: 'closed' });

function choose(what: () => void): () => void {
  return () => {
    close();
    what();
  };
}

/** Anything by name: nodes, recent runs, and every action that can be done now, with its key. */
export function Palette() {
  const mode = useUi((ui) => ui.palette);
  useFocusBack(mode !== 'closed');
  if (mode === 'closed') return null;
  if (mode === 'event') return <EventPalette />;
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && close()}
      label={mode === 'nodes' ? 'Go to node' : 'Search nodes, runs and commands'}
      overlayClassName={styles.scrim ?? ''}
      contentClassName={styles.palette ?? ''}
    >
      <Command.Input
        className={styles.input}
        placeholder={mode === 'nodes' ? 'Go to node' : 'Search nodes, runs, commands'}
      />
      <Command.List className={styles.list}>
        <Command.Empty className={styles.empty}>Nothing has this name.</Command.Empty>
        <Nodes />
        {mode === 'everything' && <Commands />}
        {mode === 'everything' && <RecentRuns />}
      </Command.List>
    </Command.Dialog>
  );
}

function Nodes() {
  const nodes = useWorkspace(({ view }) => view?.nodes) ?? [];
  if (nodes.length === 0) return null;
  return (
    <Command.Group heading="Nodes" className={styles.group}>
      {nodes.map((node) => {
        const status = nodeStatus(node);
        return (
          <Command.Item
            key={node.id}
            value={`node ${node.id}`}
            className={styles.item}
            onSelect={choose(() => navigate({ view: 'nodes', node: node.id }))}
          >
            <Dot tone={status.tone} />
            <span>{node.id}</span>
            <small>{node.file}</small>
          </Command.Item>
        );
      })}
    </Command.Group>
  );
}

function Commands() {
  const usable = actions.filter((one) => one.id !== 'go.anything' && (one.enabled?.() ?? true));
  return (
    <Command.Group heading="Commands" className={styles.group}>
      {usable.map((one: Action) => (
        <Command.Item key={one.id} value={one.title} className={styles.item} onSelect={choose(one.run)}>
          <span>{one.title}</span>
          {one.keys && <KeyHint keys={one.keys} />}
        </Command.Item>
      ))}
    </Command.Group>
  );
}

function RecentRuns() {
  const recent = useRuns((state) => state.recent);
  if (recent.length === 0) return null;
  const now = Date.now();
  return (
    <Command.Group heading="Recent runs" className={styles.group}>
      {recent.map((run) => (
        <Command.Item
          key={run.comparison}
          value={`run ${run.node} ${run.comparison}`}
          className={styles.item}
          onSelect={choose(() => navigate({ view: 'comparison', comparison: run.comparison, row: null }))}
        >
          <span>{run.node}</span>
          <small>
            {run.status} · {showAge(run.startedAt, now)}
          </small>
        </Command.Item>
      ))}
    </Command.Group>
  );
}

/** To an event or a row by its number. */
function EventPalette() {
  const view = useDebugger((state) => state.view);
  const [typed, setTyped] = useState('');
  const number = /^\s*\d{1,9}\s*$/.test(typed) ? Number(typed) : null;
  if (!view) return null;
  const targets = (['reference', 'direct'] as const).flatMap((path) => {
    const count = view.paths[path]?.events ?? 0;
    return number !== null && number < count ? [{ path, count }] : [];
  });
  const row = number !== null && number >= 1 && number <= view.rows ? number : null;
  const most = Math.max(view.paths.reference?.events ?? 0, view.paths.direct?.events ?? 0);
  return (
    <Command.Dialog
      open
      onOpenChange={(open) => !open && close()}
      label="Go to event"
      shouldFilter={false}
      overlayClassName={styles.scrim ?? ''}
      contentClassName={styles.palette ?? ''}
    >
      <Command.Input
        className={styles.input}
        placeholder={`Number of an event, 0 to ${Math.max(0, most - 1)}, or of a row`}
        value={typed}
        onValueChange={setTyped}
      />
      <Command.List className={styles.list}>
        <Command.Empty className={styles.empty}>
          {typed.trim() === ''
            ? 'Type a number.'
            : `There is no event and no row ${typed.trim()}: events go from 0 to ${Math.max(0, most - 1)}, rows from 1 to ${view.rows}.`}
        </Command.Empty>
        {targets.map(({ path, count }) => (
          <Command.Item
            key={path}
            value={path}
            className={styles.item}
            onSelect={choose(() => void goToEvent(path, number ?? 0))}
          >
            <span>
              Event {number} of the {path} path
            </span>
            <small>of {count}</small>
          </Command.Item>
        ))}
        {row !== null && (
          <Command.Item value="row" className={styles.item} onSelect={choose(() => jumpTo(row - 1))}>
            <span>Row {row}</span>
            <small>of {view.rows}</small>
          </Command.Item>
        )}
      </Command.List>
    </Command.Dialog>
  );
}
