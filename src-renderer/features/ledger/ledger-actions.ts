import type { Action } from '../../app/action.ts';
import { navigate, useNavigation } from '../../app/navigation.ts';
import { acceptableDivergence, openAccept, undoEdit, useLedger } from './ledger-store.ts';

export const ledgerActions: readonly Action[] = [
  {
    id: 'ledger.accept',
    title: 'Accept this divergence…',
    group: 'Debug',
    keys: 'Ctrl+Shift+A',
    enabled: () => useNavigation.getState().address.view === 'comparison' && acceptableDivergence() !== null,
    run: () => {
      const divergence = acceptableDivergence();
      if (divergence) void openAccept(divergence);
    },
  },
  {
    id: 'go.ledger',
    title: 'Show the ledger of accepted differences',
    group: 'Go',
    run: () => navigate({ view: 'ledger' }),
  },
  {
    id: 'ledger.undo',
    title: 'Undo the last change of the ledger',
    group: 'Workspace',
    enabled: () => useLedger.getState().edits.length > 0,
    run: () => void undoEdit(),
  },
];
