import { useVirtualizer } from '@tanstack/react-virtual';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { navigate } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { Select } from '../../components/Inputs.tsx';
import { Empty, Failed, Loading } from '../../components/States.tsx';
import { useWorkspace } from '../explorer/workspace-store.ts';
import { RunRow } from './RunRow.tsx';
import styles from './Runs.module.css';
import { RUN_STATUSES } from './run-status.ts';
import { filterRuns, moreRuns, reloadRuns, useRuns } from './runs-store.ts';

const ROW = 32;

/** Everything that was recorded, newest first. */
export function Runs() {
  const { items, node, status, loaded, loading, problem, complete } = useRuns();
  const nodes = useWorkspace(({ view }) => view?.nodes);
  const count = useWorkspace(({ view }) => view?.store.comparisons);
  useEffect(() => {
    if (count !== undefined) reloadRuns();
  }, [count]);
  const shown = status === '' ? items : items.filter((item) => item.status === status);
  const seen = new Set([...(nodes ?? []).map((one) => one.id), ...items.map((item) => item.node)]);
  return (
    <section className={styles.runs} aria-label="Recorded runs">
      <header className={styles.bar}>
        <h2>Runs</h2>
        <div className={styles.filters}>
          <Select
            id="runs-node"
            label="Node"
            value={node}
            options={[
              { value: '', label: 'All nodes' },
              ...[...seen].sort().map((id) => ({ value: id, label: id })),
            ]}
            onChange={(value) => filterRuns({ node: value })}
          />
          <Select
            id="runs-status"
            label="Outcome"
            value={status}
            options={[
              { value: '', label: 'Every outcome' },
              ...RUN_STATUSES.map((one) => ({ value: one, label: one })),
            ]}
            onChange={(value) => filterRuns({ status: value as typeof status })}
          />
        </div>
      </header>
      {problem ? (
        <Failed message={problem.message} actions={<Button onClick={reloadRuns}>Try again</Button>} />
      ) : !loaded ? (
        <Loading what="Reading the runs" />
      ) : shown.length === 0 && complete ? (
        <NoRuns filtered={node !== '' || status !== ''} />
      ) : (
        <RunList shown={shown} loading={loading} complete={complete} />
      )}
    </section>
  );
}

function NoRuns({ filtered }: { readonly filtered: boolean }) {
  if (filtered) {
    return (
      <Empty
        title="No run is like this"
        actions={<Button onClick={() => filterRuns({ node: '', status: '' })}>Show all runs</Button>}
      >
        No recorded comparison has this node and outcome.
      </Empty>
    );
  }
  return (
    <Empty
      title="No runs yet"
      actions={
        <Button tone="primary" onClick={() => navigate({ view: 'nodes', node: null })}>
          Choose a node
        </Button>
      }
    >
      Every comparison is recorded by itself. Open a node and press F5.
    </Empty>
  );
}

interface ListProps {
  readonly shown: ReturnType<typeof useRuns.getState>['items'];
  readonly loading: boolean;
  readonly complete: boolean;
}

function RunList({ shown, loading, complete }: ListProps) {
  const scroll = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(0);
  const virtual = useVirtualizer({
    count: shown.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW,
    overscan: 12,
  });
  const rows = virtual.getVirtualItems();
  const last = rows.at(-1)?.index ?? 0;
  useEffect(() => {
    if (!complete && !loading && last >= shown.length - 20) moreRuns();
  }, [last, shown.length, complete, loading]);
  const move = (event: KeyboardEvent) => {
    const to = {
      ArrowDown: active + 1,
      ArrowUp: active - 1,
      Home: 0,
      End: shown.length - 1,
      PageDown: active + 20,
      PageUp: active - 20,
    }[event.key];
    const run = shown[active];
    if (event.key === 'Enter' && run) navigate({ view: 'comparison', comparison: run.comparison, row: null });
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(to, shown.length - 1));
    setActive(next);
    virtual.scrollToIndex(next);
  };
  return (
    <div
      ref={scroll}
      className={styles.scroll}
      role="grid"
      aria-label="Runs, newest first"
      aria-rowcount={complete ? shown.length + 1 : -1}
      aria-activedescendant={`run-${active}`}
      tabIndex={0}
      onKeyDown={move}
    >
      <div className={styles.head} role="row">
        {['Node', 'Outcome', 'What happened', 'Paths', 'Took', 'When'].map((title) => (
          <span key={title} role="columnheader">
            {title}
          </span>
        ))}
      </div>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="rowgroup">
        {rows.map((row) => {
          const run = shown[row.index];
          return (
            run && (
              <RunRow
                key={run.comparison}
                run={run}
                index={row.index}
                top={row.start}
                active={row.index === active}
                onFocus={() => setActive(row.index)}
              />
            )
          );
        })}
      </div>
      {loading && shown.length > 0 && <p className={styles.more}>Reading more</p>}
    </div>
  );
}
