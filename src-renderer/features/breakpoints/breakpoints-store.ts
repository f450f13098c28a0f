import { create } from 'zustand';
import type {
  BreakpointFields,
  BreakpointHits,
  BreakpointPart,
  BreakpointsView,
  BreakpointView,
} from '../../../shared/api/breakpoints.ts';
import { api, failureOf, type Stop } from '../../app/api.ts';
import { announce, toast } from '../../app/ui-store.ts';
import { useDebugger } from '../debugger/debugger-store.ts';
import { isAt, type StepPlace, stepSpec } from './step-breakpoints.ts';

/** What is being entered: a new breakpoint, or another one in the place of `id`. */
export interface BreakpointForm {
  readonly id: number | null;
  /** Of all forms that were opened, which one it is. */
  readonly opened: number;
  readonly fields: BreakpointFields;
  /** Which field is to be typed in first. */
  readonly focus: 'spec' | 'condition' | 'log';
  readonly problem: BreakpointProblem | null;
}

export interface BreakpointProblem {
  readonly part: BreakpointPart;
  /** In that part, from 1. */
  readonly column: number;
  readonly message: string;
}

export interface BreakpointsState {
  readonly view: BreakpointsView;
  readonly form: BreakpointForm | null;
  /** What they do in the comparison that is open, as far as it has come; null until it is known. */
  readonly hits: BreakpointHits | null;
}

export const useBreakpoints = create<BreakpointsState>(() => ({
  view: { breakpoints: [], notice: null },
  form: null,
  hits: null,
}));

let opened = 0;

const NEW: BreakpointFields = { spec: 'step:', once: false, enabled: true };

/** Follows the workspace's breakpoints, and what they do in the comparison that is open. */
export function startBreakpoints(): Stop {
  const stopWatching = api().watchBreakpoints((view) => {
    useBreakpoints.setState({ view });
    readHits().catch(() => undefined);
  });
  const stopFollowing = useDebugger.subscribe((now, before) => {
    if (now.comparison !== before.comparison) useBreakpoints.setState({ hits: null });
    if (now.view !== before.view) readHits().catch(() => undefined);
  });
  return () => {
    stopWatching();
    stopFollowing();
  };
}

let reading = false;
let again = false;

/** One read at a time, and none while the paths run: what they do is seen when they stand. */
async function readHits(): Promise<void> {
  const { comparison, view } = useDebugger.getState();
  if (comparison === null || !view || view.live?.state === 'running' || view.live?.state === 'starting')
    return;
  again = reading;
  if (reading) return;
  reading = true;
  try {
    const hits = await api().breakpoints.hits(comparison);
    if (useDebugger.getState().comparison === comparison) useBreakpoints.setState({ hits });
  } finally {
    reading = false;
    if (again) readHits().catch(() => undefined);
  }
}

/** F9: sets a breakpoint at a step, or takes away what is there. */
export async function toggleStep(place: StepPlace): Promise<void> {
  const own = useBreakpoints.getState().view.breakpoints.filter((each) => isAt(each, place));
  try {
    if (own.length > 0) await api().breakpoints.remove(own.map(({ id }) => id));
    else await api().breakpoints.add({ ...NEW, spec: stepSpec(place) });
    announce(`Breakpoint ${own.length > 0 ? 'removed from' : 'set at'} ${place.step}`);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

export function openForm(
  fields: Partial<BreakpointFields> = {},
  focus: BreakpointForm['focus'] = 'spec',
): void {
  useBreakpoints.setState({
    form: { id: null, opened: ++opened, fields: { ...NEW, ...fields }, focus, problem: null },
  });
}

export function editBreakpoint(breakpoint: BreakpointView, focus: BreakpointForm['focus'] = 'spec'): void {
  const { id, text: _, ...fields } = breakpoint;
  useBreakpoints.setState({ form: { id, opened: ++opened, fields, focus, problem: null } });
}

/** The breakpoint at a step with its condition to be typed; a new one where there is none. */
export function editStep(place: StepPlace): void {
  const own = useBreakpoints.getState().view.breakpoints.find((each) => isAt(each, place));
  if (own) editBreakpoint(own, 'condition');
  else openForm({ spec: stepSpec(place) }, 'condition');
}

export function closeForm(): void {
  useBreakpoints.setState({ form: null });
}

/** Keeps what was entered, or says where it cannot be read. */
export async function submitForm(fields: BreakpointFields): Promise<BreakpointProblem | null> {
  const { form } = useBreakpoints.getState();
  if (!form) return null;
  try {
    const result =
      form.id === null ? await api().breakpoints.add(fields) : await api().breakpoints.edit(form.id, fields);
    if (result.kind === 'refused') {
      useBreakpoints.setState({ form: { ...form, problem: result } });
      return result;
    }
    // Another one may have been opened meanwhile.
    if (useBreakpoints.getState().form === form) closeForm();
  } catch (error) {
    toast('error', failureOf(error).message);
  }
  return null;
}

/** Seen at once; what could not be kept is as it was. */
export async function enableBreakpoints(ids: readonly number[], enabled: boolean): Promise<void> {
  const { view } = useBreakpoints.getState();
  const changed = view.breakpoints.map((each) => (ids.includes(each.id) ? { ...each, enabled } : each));
  useBreakpoints.setState({ view: { ...view, breakpoints: changed } });
  try {
    await api().breakpoints.enable(ids, enabled);
  } catch (error) {
    toast('error', failureOf(error).message);
    useBreakpoints.setState({ view: await api().breakpoints.list() });
  }
}

export async function removeBreakpoints(ids: readonly number[]): Promise<void> {
  const { form, view } = useBreakpoints.getState();
  if (form?.id != null && ids.includes(form.id)) closeForm();
  const removed = view.breakpoints.filter(({ id }) => ids.includes(id));
  try {
    await api().breakpoints.remove(ids);
  } catch (error) {
    toast('error', failureOf(error).message);
    return;
  }
  const what = removed.length === 1 ? 'Breakpoint removed' : `${removed.length} breakpoints removed`;
  toast('info', what, { title: 'Undo', run: () => void restore(removed) });
}

/** As they were, at the end of the list. */
async function restore(breakpoints: readonly BreakpointView[]): Promise<void> {
  try {
    for (const { id: _, text: __, ...fields } of breakpoints) await api().breakpoints.add(fields);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}
