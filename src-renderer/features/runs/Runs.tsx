import { useEffect } from 'react';
import { useShallow } from 'zustand/react/shallow';
import { navigate, useNavigation } from '../../app/navigation.ts';
import { Button } from '../../components/Button.tsx';
import { Empty, Failed, Loading } from '../../components/States.tsx';
import { useWorkspace } from '../explorer/workspace-store.ts';
import { FilterBar } from './FilterBar.tsx';
import { isNarrowed, readFilters } from './filters.ts';
import { Groups } from './Groups.tsx';
import { beginAnew, refreshRuns, showRuns, useLibrary } from './library-store.ts';
import { RunGrid } from './RunGrid.tsx';
import styles from './Runs.module.css';
import { RunToolbar } from './RunToolbar.tsx';

/** Everything that was recorded: found, ordered, labelled, compared, carried elsewhere. */
export function Runs() {
  // Pages that are read as the list is scrolled are nothing to what stands around it.
  const { loaded, problem, total, filters, groups } = useLibrary(
    useShallow(({ loaded, problem, total, filters, groups }) => ({
      loaded,
      problem,
      total,
      filters,
      groups,
    })),
  );
  useFollowFilters();
  useFollowRecording();
  return (
    <section className={styles.runs} aria-label="Recorded runs">
      <FilterBar />
      <RunToolbar />
      {problem ? (
        <Failed message={problem.message} actions={<Button onClick={beginAnew}>Try again</Button>} />
      ) : !loaded ? (
        <Loading what="Reading the runs" />
      ) : total === 0 ? (
        <NoRuns filtered={isNarrowed(filters)} />
      ) : groups ? (
        <Groups groups={groups} by={filters.group === 'step' ? 'step' : 'node'} />
      ) : (
        <RunGrid />
      )}
    </section>
  );
}

/** The address says what is asked; without a word of it, the list is as it was. */
function useFollowFilters(): void {
  const address = useNavigation((state) => state.address);
  useEffect(() => {
    if (address.view !== 'runs') return;
    const { filters, loaded } = useLibrary.getState();
    if (address.filters === undefined) {
      navigate({ view: 'runs', filters: filters as Record<string, string> }, 'replace');
      return;
    }
    const asked = readFilters(address.filters);
    if (!loaded || JSON.stringify(asked) !== JSON.stringify(filters)) showRuns(asked);
  }, [address]);
}

/** At its top the list begins anew when it is shown; anywhere else it stays where it is. */
function useFollowRecording(): void {
  useEffect(() => {
    const { cursor, loaded, selected, open } = useLibrary.getState();
    if (loaded && cursor === 0 && selected.size === 0 && open.length === 0) beginAnew();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = useWorkspace.subscribe(() => {
      // Many runs may end within a moment.
      timer ??= setTimeout(() => {
        timer = undefined;
        const { total } = useLibrary.getState();
        if (total === 0) beginAnew();
        else refreshRuns().catch(() => undefined);
      }, 300);
    });
    return () => {
      clearTimeout(timer);
      stop();
    };
  }, []);
}

function NoRuns({ filtered }: { readonly filtered: boolean }) {
  if (filtered) {
    return (
      <Empty
        title="No run is like this"
        actions={<Button onClick={() => navigate({ view: 'runs', filters: {} })}>Show all runs</Button>}
      >
        Nothing that is recorded fits all of the filters above.
      </Empty>
    );
  }
  return (
    <Empty
      title="No runs yet"
      actions={
        <>
          <Button tone="primary" onClick={() => navigate({ view: 'nodes', node: null })}>
            Choose a node
          </Button>
          <Button onClick={() => useLibrary.setState({ dialog: 'import' })}>Import a .ptrace file</Button>
        </>
      }
    >
      Every comparison is recorded by itself. Open a node and press F5.
    </Empty>
  );
}
