import type { Action } from '../../app/action.ts';
import { useNavigation } from '../../app/navigation.ts';
import { targets } from '../runs/library-store.ts';
import { copyId, openReport, useExchange } from './exchange-store.ts';

/** The comparison that is open, or the run that is chosen in the list. */
const comparison = () => {
  const { address } = useNavigation.getState();
  if (address.view === 'comparison') return address.comparison;
  const [run, ...more] = address.view === 'runs' ? targets() : [];
  return run && more.length === 0 ? run.comparison : null;
};

/** Does something with the comparison that is open. */
function withComparison(what: (comparison: string) => void) {
  return {
    enabled: () => comparison() !== null,
    run: () => {
      const id = comparison();
      if (id !== null) what(id);
    },
  };
}

export const exchangeActions: readonly Action[] = [
  {
    id: 'comparison.report',
    title: 'Export report…',
    group: 'Runs',
    keys: 'Ctrl+Shift+E',
    ...withComparison(openReport),
  },
  {
    id: 'comparison.id',
    title: 'Copy the id of this comparison',
    group: 'Runs',
    ...withComparison(copyId),
  },
  {
    id: 'runs.ingest',
    title: 'Import runs of other programs (JSON lines)…',
    group: 'Runs',
    run: () => useExchange.setState({ ingest: true }),
  },
];
