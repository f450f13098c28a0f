import type { Action } from '../../app/action.ts';
import { navigate, useNavigation } from '../../app/navigation.ts';
import { deleteTargets, pinTargets, restoreTargets } from './library-edits.ts';
import { beginAnew, selectAll, targets, useLibrary } from './library-store.ts';

const here = () => useNavigation.getState().address.view === 'runs' && useLibrary.getState().dialog === null;
const some = () => here() && useLibrary.getState().groups === null && targets().length > 0;
const deleted = () => targets().some(({ deletedAt }) => deletedAt !== null);
const two = () => some() && useLibrary.getState().selected.size === 2;

function dialog(name: NonNullable<ReturnType<typeof useLibrary.getState>['dialog']>): () => void {
  return () => useLibrary.setState({ dialog: name });
}

/** What can be done with recorded runs: with those that are selected, else with the one under the cursor. */
export const libraryActions: readonly Action[] = [
  {
    id: 'runs.search',
    title: 'Search the recorded runs',
    group: 'Runs',
    keys: '/',
    enabled: here,
    run: () => document.getElementById('runs-text')?.focus(),
  },
  {
    id: 'runs.all',
    title: 'Show all recorded runs',
    group: 'Runs',
    enabled: here,
    run: () => navigate({ view: 'runs', filters: {} }),
  },
  {
    id: 'runs.byNode',
    title: 'Group the runs by node',
    group: 'Runs',
    run: () => navigate({ view: 'runs', filters: { group: 'node' } }),
  },
  {
    id: 'runs.byStep',
    title: 'Group the runs by first divergent step',
    group: 'Runs',
    run: () => navigate({ view: 'runs', filters: { group: 'step' } }),
  },
  {
    id: 'runs.newest',
    title: 'Show the newest runs',
    group: 'Runs',
    enabled: () => here() && useLibrary.getState().fresh > 0,
    run: beginAnew,
  },
  {
    id: 'runs.selectAll',
    title: 'Select all runs that are found',
    group: 'Runs',
    enabled: some,
    run: () => void selectAll().catch(() => undefined),
  },
  {
    id: 'runs.compare',
    title: 'Compare the two selected runs',
    group: 'Runs',
    keys: 'C',
    enabled: two,
    run: dialog('compare'),
  },
  { id: 'runs.tag', title: 'Tag runs', group: 'Runs', keys: 'T', enabled: some, run: dialog('tag') },
  {
    id: 'runs.rename',
    title: 'Rename the run',
    group: 'Runs',
    keys: 'F2',
    enabled: () => some() && targets().length === 1,
    run: dialog('rename'),
  },
  {
    id: 'runs.pin',
    title: 'Pin runs, or take their pins away',
    group: 'Runs',
    keys: 'P',
    enabled: some,
    run: () => void pinTargets(),
  },
  {
    id: 'runs.export',
    title: 'Export runs to a .ptrace file',
    group: 'Runs',
    keys: 'E',
    enabled: some,
    run: dialog('export'),
  },
  {
    id: 'runs.import',
    title: 'Import a .ptrace file',
    group: 'Runs',
    run: () => {
      if (!here()) navigate({ view: 'runs' });
      useLibrary.setState({ dialog: 'import' });
    },
  },
  {
    id: 'runs.delete',
    title: 'Delete runs',
    group: 'Runs',
    keys: 'Delete',
    enabled: () => some() && !deleted(),
    run: () => void deleteTargets(),
  },
  {
    id: 'runs.restore',
    title: 'Restore deleted runs',
    group: 'Runs',
    enabled: () => some() && deleted(),
    run: () => void restoreTargets(),
  },
  {
    id: 'runs.retention',
    title: 'Space and retention of recorded runs',
    group: 'Runs',
    run: () => {
      if (!here()) navigate({ view: 'runs' });
      useLibrary.setState({ dialog: 'retention' });
    },
  },
  {
    id: 'runs.save',
    title: 'Save all recorded runs elsewhere…',
    group: 'Runs',
    run: dialog('save'),
  },
];
