import type { Action } from '../../app/action.ts';
import { useNavigation } from '../../app/navigation.ts';
import { copyId, openReport, useExchange } from './exchange-store.ts';

const comparison = () => {
  const { address } = useNavigation.getState();
  return address.view === 'comparison' ? address.comparison : null;
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
