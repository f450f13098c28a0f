import type { Position } from '../../../shared/trace/branch.ts';
import type { Action } from '../../app/action.ts';
import { failureOf } from '../../app/api.ts';
import { focusPanel, isPanelSeen, showPanel } from '../../app/docking.ts';
import { navigate, useNavigation } from '../../app/navigation.ts';
import { toast } from '../../app/ui-store.ts';
import { isLive } from '../debugger/controls.ts';
import { useDebugger } from '../debugger/debugger-store.ts';
import { withSelectedRow } from '../debugger/travel.ts';
import { targets } from '../runs/library-store.ts';
import { branchEdits } from './branch-edits.ts';
import { startProof } from './proof-store.ts';
import { toggleFour, undoFix, useReplay } from './replay-store.ts';
import { canStart, openWhatIf, replayRecord, startWhatIf, useWhatIf } from './what-if-store.ts';

/** The recorded run that is looked at; null while one is live, and for two traces that were put beside each other. */
function recorded() {
  if (useNavigation.getState().address.view !== 'comparison') return null;
  const { view } = useDebugger.getState();
  return view && !isLive(view) && !view.pair ? view : null;
}

const branch = () => recorded()?.branch ?? null;

/** Begins a change at the selected step; at the beginning where it is not of a step. */
export function editFromHere(): void {
  const view = recorded();
  if (!view) {
    toast(
      'info',
      useDebugger.getState().view?.pair
        ? 'Two runs that are beside each other are changed one by one: open one of them.'
        : 'A run can be changed and run again once it has ended.',
    );
    return;
  }
  withSelectedRow((row) => edit(view.id, row?.kind === 'step' ? { step: row.step, occ: row.occ } : null));
}

/** What can be changed is under the keys at once. */
async function edit(comparison: string, from: Position | null): Promise<void> {
  await openWhatIf(comparison, from);
  focusPanel('what-if', '[role=tabpanel]');
}

/** Proves what is changed: the branch that is open, else what stands in the what-if panel. */
export async function proveChange(): Promise<void> {
  const view = recorded();
  if (!view?.branch) return;
  const { effects } = useWhatIf.getState();
  try {
    const [edited] = await branchEdits(view.id);
    if (!edited) {
      toast('error', 'This branch changes no text of a node: there is nothing to prove.');
      return;
    }
    await startProof(
      {
        node: edited.edit.node,
        text: edited.edit.text,
        effects: effects === 'ask' ? 'recorded' : effects,
        values: {},
      },
      view.branch.name,
    );
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

const open = () => recorded()?.id ?? null;

/** The run in the list of runs that is meant, where it is one. */
function listed(): string | null {
  if (useNavigation.getState().address.view !== 'runs') return null;
  const [one, ...more] = targets();
  return one && more.length === 0 ? one.comparison : null;
}

/** The run that is open, else the one in the list, which is opened first. */
async function replayUnchanged(): Promise<void> {
  const one = listed();
  if (one !== null) navigate({ view: 'comparison', comparison: one, row: null });
  const comparison = one ?? open();
  if (comparison) await replayRecord(comparison, one === null ? useDebugger.getState().target : 'both');
}

/** What the keys, the palette and the bar of a branch do. */
export const replayActions: readonly Action[] = [
  {
    id: 'replay.edit',
    title: 'Edit and re-run from here',
    group: 'Replay',
    keys: 'Ctrl+E',
    enabled: () => recorded() !== null,
    run: editFromHere,
  },
  {
    id: 'replay.inputs',
    title: 'Edit the inputs and re-run',
    group: 'Replay',
    enabled: () => recorded() !== null,
    run: () => {
      const comparison = open();
      if (comparison) edit(comparison, null).catch(() => undefined);
    },
  },
  {
    id: 'replay.run',
    title: 'Re-run with the changes',
    group: 'Replay',
    keys: 'Ctrl+Enter',
    // What would be performed for real is said in the panel: not where nobody sees it.
    enabled: () => canStart(useWhatIf.getState()) && isPanelSeen('what-if'),
    run: () => {
      startWhatIf().catch(() => undefined);
    },
  },
  {
    id: 'replay.record',
    title: 'Replay with recorded effects',
    group: 'Replay',
    keys: 'Alt+R',
    enabled: () => recorded() !== null || listed() !== null,
    run: () => {
      replayUnchanged().catch(() => undefined);
    },
  },
  {
    id: 'replay.columns',
    title: 'Show the branch beside its original, or alone',
    group: 'Replay',
    keys: 'Alt+C',
    enabled: () => branch() !== null,
    run: toggleFour,
  },
  {
    id: 'replay.prove',
    title: 'Prove the change on every stored run',
    group: 'Replay',
    keys: 'Alt+P',
    enabled: () => branch() !== null,
    run: () => {
      proveChange().catch(() => undefined);
    },
  },
  {
    id: 'replay.apply',
    title: 'Apply the change to the node’s file',
    group: 'Replay',
    keys: 'Alt+A',
    enabled: () => branch() !== null,
    run: () => {
      const id = open();
      if (id) useReplay.setState({ applying: { branch: id, merge: null } });
    },
  },
  {
    id: 'replay.undo',
    title: 'Take the applied change back',
    group: 'Replay',
    enabled: () => useReplay.getState().applied[open() ?? ''] !== undefined,
    run: () => {
      undoFix(open() ?? '').catch(() => undefined);
    },
  },
  {
    id: 'replay.test-case',
    title: 'Save this input as a test case',
    group: 'Replay',
    keys: 'Alt+T',
    enabled: () => recorded() !== null,
    run: () => useReplay.setState({ testCase: open() }),
  },
  {
    id: 'replay.branches',
    title: 'Show the branches of this run',
    group: 'Replay',
    enabled: () => recorded() !== null,
    run: () => {
      showPanel('what-if');
    },
  },
];
