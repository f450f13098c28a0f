import { Plus, X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { runAction } from '../../app/actions.ts';
import { navigate, useNavigation } from '../../app/navigation.ts';
import { IconButton } from '../../components/Button.tsx';
import { CallStack } from './CallStack.tsx';
import styles from './Explorer.module.css';
import { NodeItem } from './NodeItem.tsx';
import { RecentRuns } from './RecentRuns.tsx';
import { useWorkspace } from './workspace-store.ts';

/** The workspace beside whatever is open: its nodes, where both paths stand, and what ran lately. */
export function Explorer() {
  return (
    <div className={styles.scroll}>
      <Nodes />
      <CallStack />
      <RecentRuns />
    </div>
  );
}

function Nodes() {
  const known = useWorkspace(({ view }) => view?.nodes);
  const nodes = known ?? [];
  const diagnostics = useWorkspace(({ view }) => view?.diagnostics) ?? [];
  const current = useNavigation(({ address }) => (address.view === 'nodes' ? address.node : null));
  const [filter, setFilter] = useState('');
  const shown = nodes.filter((node) =>
    `${node.id} ${node.file}`.toLowerCase().includes(filter.toLowerCase()),
  );
  useScrollToCurrent(current);
  return (
    <section aria-label="Nodes">
      <h2 className={styles.heading}>
        Nodes
        <span>{nodes.length}</span>
        <IconButton label="New node" className={styles.add} onClick={() => runAction('node.new')}>
          <Plus size={14} aria-hidden="true" />
        </IconButton>
      </h2>
      {nodes.length > 5 && (
        <div className={styles.filter}>
          <input
            type="text"
            value={filter}
            placeholder="Filter"
            aria-label="Filter nodes"
            onChange={(event) => setFilter(event.target.value)}
            onKeyDown={(event) => event.key === 'Escape' && setFilter('')}
          />
          {filter && (
            <button type="button" aria-label="Clear the filter" onClick={() => setFilter('')}>
              <X size={12} aria-hidden="true" />
            </button>
          )}
        </div>
      )}
      {diagnostics.map((one) => (
        <p key={`${one.file} ${one.range.line} ${one.code}`} className={styles.problem} role="alert">
          {one.file}:{one.range.line} {one.message}
        </p>
      ))}
      <ul className={styles.list}>
        {shown.map((node) => (
          <NodeItem
            key={node.id}
            node={node}
            current={node.id === current}
            onOpen={() => navigate({ view: 'nodes', node: node.id })}
          />
        ))}
      </ul>
      {known?.length === 0 && <p className={styles.none}>This folder has no .vsp files yet.</p>}
      {nodes.length > 0 && shown.length === 0 && (
        <p className={styles.none}>No node has “{filter}” in its name.</p>
      )}
    </section>
  );
}

function useScrollToCurrent(current: string | null): void {
  useEffect(() => {
    if (current !== null)
      document.querySelector(`[data-node="${CSS.escape(current)}"]`)?.scrollIntoView({ block: 'nearest' });
  }, [current]);
}
