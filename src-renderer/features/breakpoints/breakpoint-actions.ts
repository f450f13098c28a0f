import type { Action } from '../../app/action.ts';
import { useNavigation } from '../../app/navigation.ts';
import { useDebugger } from '../debugger/debugger-store.ts';
import { withSelectedRow } from '../debugger/travel.ts';
import { useEditor } from '../editor/editor-store.ts';
import { stepOfLine } from '../editor/linked-lines.ts';
import {
  editStep,
  enableBreakpoints,
  openForm,
  removeBreakpoints,
  toggleStep,
  useBreakpoints,
} from './breakpoints-store.ts';
import type { StepPlace } from './step-breakpoints.ts';

/** The step at the cursor of the text that is edited. */
function editedStep(): StepPlace | null {
  const { address } = useNavigation.getState();
  if (address.view !== 'nodes' || address.node === null) return null;
  const document = useEditor.getState().documents[address.node];
  const step = document?.shown.outline && stepOfLine(document.shown.outline, document.line);
  return step ? { node: address.node, step: step.path } : null;
}

/** Of the comparison that is looked at, where it is one. */
function comparedNode(): string | null {
  const { view } = useDebugger.getState();
  return useNavigation.getState().address.view === 'comparison' && view && view.rows > 0 ? view.node : null;
}

const hasStep = () => comparedNode() !== null || editedStep() !== null;

function atStep(what: (place: StepPlace) => unknown): () => void {
  return () => {
    const node = comparedNode();
    const edited = editedStep();
    if (edited) what(edited);
    else if (node !== null)
      withSelectedRow((row) => {
        // A step of a node that is called is known by its whole path.
        if (row?.step) what({ node: row.step.includes('/call/') ? null : node, step: row.step });
      });
  };
}

const all = () => useBreakpoints.getState().view.breakpoints;
const idsWhere = (enabled: boolean) =>
  all()
    .filter((each) => each.enabled === enabled)
    .map(({ id }) => id);
const isShown = () => useNavigation.getState().address.view !== 'runs';

/** What the keys and the palette do with breakpoints. */
export const breakpointActions: readonly Action[] = [
  {
    id: 'breakpoints.toggle',
    title: 'Set or remove a breakpoint at the step',
    group: 'Breakpoints',
    keys: 'F9',
    enabled: hasStep,
    run: atStep(toggleStep),
  },
  {
    id: 'breakpoints.condition',
    title: 'Set a breakpoint with a condition at the step',
    group: 'Breakpoints',
    keys: 'Shift+F9',
    enabled: hasStep,
    run: atStep(editStep),
  },
  {
    id: 'breakpoints.add',
    title: 'Add a breakpoint by meaning',
    group: 'Breakpoints',
    keys: 'Ctrl+F9',
    enabled: isShown,
    run: () => openForm(),
  },
  {
    id: 'breakpoints.enable',
    title: 'Enable all breakpoints',
    group: 'Breakpoints',
    enabled: () => idsWhere(false).length > 0,
    run: () => void enableBreakpoints(idsWhere(false), true),
  },
  {
    id: 'breakpoints.disable',
    title: 'Disable all breakpoints',
    group: 'Breakpoints',
    enabled: () => idsWhere(true).length > 0,
    run: () => void enableBreakpoints(idsWhere(true), false),
  },
  {
    id: 'breakpoints.remove',
    title: 'Remove all breakpoints',
    group: 'Breakpoints',
    enabled: () => all().length > 0,
    run: () => void removeBreakpoints(all().map(({ id }) => id)),
  },
];
