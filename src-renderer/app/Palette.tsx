import { Command } from 'cmdk';
import { Dot } from '../components/Dot.tsx';
import { KeyHint } from '../components/KeyHint.tsx';
import { showAge } from '../components/time.ts';
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
  if (mode === 'closed') return null;
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
        <Command.Item
          key={one.id}
          value={`${one.group} ${one.title}`}
          className={styles.item}
          onSelect={choose(one.run)}
        >
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
