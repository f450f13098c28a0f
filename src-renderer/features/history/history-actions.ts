import type { Action } from '../../app/action.ts';
import { useNavigation } from '../../app/navigation.ts';
import { useDebugger } from '../debugger/debugger-store.ts';
import { withSelectedRow } from '../debugger/travel.ts';
import { openExpression } from './expression-store.ts';
import { showWhyDivergence, showWhyValue, showWrites } from './history-store.ts';

const open = () =>
  useNavigation.getState().address.view === 'comparison' && useDebugger.getState().view !== null;

const bothPaths = () => {
  const { view } = useDebugger.getState();
  return open() && view?.paths.reference !== null && view?.paths.direct !== null;
};

/** The variable that has the focus, else the one that the step is about: what differs, then what it changed. */
function variable(): string | undefined {
  const focused = document.activeElement?.closest<HTMLElement>('[data-value]')?.dataset.value;
  const variables = useDebugger.getState().detail?.variables ?? [];
  const named =
    variables.find(({ status }) => status === 'differs') ?? variables.find(({ changed }) => changed);
  return focused ?? (named ?? variables[0])?.name;
}

function whyHere(): void {
  const { view, selected } = useDebugger.getState();
  const index = view?.divergences.findIndex(({ row }) => row === selected) ?? -1;
  const focused = document.activeElement?.closest('[data-value]');
  const name = variable();
  if (index >= 0 && !focused) showWhyDivergence(index, view?.divergences[index]?.path ?? '');
  else if (name !== undefined) showWhyValue(name);
}

/** Asking where values come from. */
export const historyActions: readonly Action[] = [
  {
    id: 'history.writes',
    title: 'Who set this value',
    group: 'Go',
    keys: 'Alt+H',
    enabled: () => open() && variable() !== undefined,
    run: () => {
      const name = variable();
      if (name !== undefined) showWrites(name);
    },
  },
  {
    id: 'history.why',
    title: 'Why do these differ?',
    group: 'Go',
    keys: 'Alt+Y',
    enabled: () => bothPaths() && variable() !== undefined,
    run: whyHere,
  },
  {
    id: 'history.expression',
    title: 'Evaluate an expression at every visit of this step',
    group: 'Go',
    keys: 'Alt+X',
    enabled: () => open() && (useDebugger.getState().view?.rows ?? 0) > 0,
    run: () => {
      const node = useDebugger.getState().view?.node;
      withSelectedRow((row) => {
        if (node !== undefined && row?.step) openExpression(node, row.step);
      });
    },
  },
];
