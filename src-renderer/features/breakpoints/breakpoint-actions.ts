import type { Action } from '../../app/action.ts';
import { useNavigation } from '../../app/navigation.ts';
import { knownRow, useDebugger } from '../debugger/debugger-store.ts';
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

/** The step at the cursor: of the text that is edited, or of the comparison that is looked at. */
function currentStep(): StepPlace | null {
  const { address } = useNavigation.getState();
  if (address.view === 'nodes' && address.node !== null) {
    const document = useEditor.getState().documents[address.node];
    const step = document?.shown.outline && stepOfLine(document.shown.outline, document.line);
    return step ? { node: address.node, step: step.path } : null;
  }
  const { view, selected } = useDebugger.getState();
  const step = address.view === 'comparison' ? knownRow(selected)?.step : undefined;
  if (!view || !step) return null;
  // A step of a node that is called is known by its whole path.
  return { node: step.includes('/call/') ? null : view.node, step };
}

function atStep(what: (place: StepPlace) => unknown): () => void {
  return () => {
    const place = currentStep();
    if (place) what(place);
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
    enabled: () => currentStep() !== null,
    run: atStep(toggleStep),
  },
  {
    id: 'breakpoints.condition',
    title: 'Set a breakpoint with a condition at the step',
    group: 'Breakpoints',
    keys: 'Shift+F9',
    enabled: () => currentStep() !== null,
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
