import { create } from 'zustand';
import type {
  EditableAnswer,
  NeededValueView,
  RerunDecision,
  RerunPlan,
  RerunView,
} from '../../../shared/api/replay.ts';
import type { Position } from '../../../shared/trace/branch.ts';
import { api, failureOf, type Stop } from '../../app/api.ts';
import { showPanel } from '../../app/docking.ts';
import { navigate } from '../../app/navigation.ts';
import { announce } from '../../app/ui-store.ts';
import { asksTrust } from '../explorer/trust-store.ts';
import { type Draft, emptyDraft, optionsOf, type Prepared } from './what-if-draft.ts';

/** The re-run that is being prepared, or that is under way. */
export interface WhatIfState extends Prepared {
  /** What is needed, touched and changed; null until it was found out, or where it is refused. */
  readonly plan: RerunPlan | null;
  /** What was asked for so far: it stays while it is typed, whatever is said of it. */
  readonly asked: readonly NeededValueView[];
  readonly refusal: string | null;
  readonly run: RerunView | null;
}

const nothing: WhatIfState = {
  comparison: null,
  from: null,
  point: null,
  draft: emptyDraft,
  paths: 'both',
  effects: 'recorded',
  values: {},
  plan: null,
  asked: [],
  refusal: null,
  run: null,
};

export const useWhatIf = create<WhatIfState>(() => nothing);

const PLAN_DELAY = 150;
let generation = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let stopWatching: Stop = () => undefined;

/** Begins a change at a position of a recorded run; null is its beginning. */
export async function openWhatIf(comparison: string, from: Position | null): Promise<void> {
  generation += 1;
  const mine = generation;
  const { paths, effects } = useWhatIf.getState();
  stopWatching();
  useWhatIf.setState({ ...nothing, paths, effects, comparison, from });
  showPanel('what-if');
  try {
    const point = await api().replay.point(comparison, from);
    if (mine !== generation) return;
    useWhatIf.setState({ point });
    plan();
  } catch (error) {
    if (mine === generation) useWhatIf.setState({ refusal: failureOf(error).message });
  }
}

export function changeDraft(patch: Partial<Draft>): void {
  useWhatIf.setState(({ draft }) => ({ draft: { ...draft, ...patch } }));
  plan();
}

export function setField(field: string, text: string): void {
  const { draft, point } = useWhatIf.getState();
  const written = point?.fields.find((one) => one.field === field)?.text;
  const { [field]: _, ...others } = draft.fields;
  changeDraft({ fields: text === written ? others : { ...others, [field]: text } });
}

export function setVariable(name: string, text: string, recorded: string): void {
  const { [name]: _, ...others } = useWhatIf.getState().draft.variables;
  changeDraft({ variables: text === recorded ? others : { ...others, [name]: text } });
}

export function setAnswer(
  answer: EditableAnswer,
  given: { readonly ok: boolean; readonly text: string } | null,
): void {
  const key = answerKey(answer);
  const { [key]: _, ...others } = useWhatIf.getState().draft.answers;
  changeDraft({ answers: given === null ? others : { ...others, [key]: { answer, ...given } } });
}

export function answerKey({ step, occ, effect }: EditableAnswer): string {
  return `${step}@${occ}#${effect}`;
}

export function choose(patch: Partial<Pick<WhatIfState, 'paths' | 'effects' | 'values'>>): void {
  useWhatIf.setState(patch);
  plan();
}

/** Finds out what the run would need and touch, a moment after the last change. */
function plan(): void {
  clearTimeout(timer);
  timer = setTimeout(() => findPlan().catch(() => undefined), PLAN_DELAY);
}

async function findPlan(): Promise<void> {
  const state = useWhatIf.getState();
  const { draft, values, paths, effects } = state;
  const options = optionsOf(state);
  if ('problem' in options) {
    useWhatIf.setState({ plan: null, refusal: options.problem });
    return;
  }
  const mine = generation;
  const isCurrent = () => {
    const now = useWhatIf.getState();
    return (
      mine === generation &&
      now.draft === draft &&
      now.values === values &&
      now.paths === paths &&
      now.effects === effects
    );
  };
  try {
    const found = await api().replay.plan(options);
    if (!isCurrent()) return;
    const { asked } = useWhatIf.getState();
    const known = new Set(asked.map(({ id }) => id));
    useWhatIf.setState({
      plan: found,
      asked: [...asked, ...found.needed.filter(({ id }) => !known.has(id))],
      refusal: null,
    });
  } catch (error) {
    if (isCurrent()) useWhatIf.setState({ plan: null, refusal: failureOf(error).message });
  }
}

export function isRunning({ run }: Pick<WhatIfState, 'run'>): boolean {
  return run !== null && (run.state === 'running' || run.state === 'asking');
}

/** Whether everything that a run needs was given. */
export function canStart(state: WhatIfState): boolean {
  return state.plan !== null && state.plan.needed.length === 0 && !isRunning(state);
}

/** Runs what was changed; the branch is opened when it is there. */
export async function startWhatIf(): Promise<void> {
  const state = useWhatIf.getState();
  const options = optionsOf(state);
  if (isRunning(state)) return;
  if ('problem' in options) {
    useWhatIf.setState({ refusal: options.problem });
    return;
  }
  useWhatIf.setState({ refusal: null });
  try {
    follow(await api().replay.start(options));
  } catch (error) {
    if (!asksTrust(error, startWhatIf)) useWhatIf.setState({ refusal: failureOf(error).message });
  }
}

/** Runs a record again as it was: sensitive values are asked for first where it has any. */
export async function replayRecord(comparison: string, paths: WhatIfState['paths']): Promise<void> {
  useWhatIf.setState({ paths, effects: 'recorded' });
  await openWhatIf(comparison, null);
  await findPlan();
  const { plan: found, comparison: still } = useWhatIf.getState();
  if (found !== null && found.needed.length === 0 && still === comparison) await startWhatIf();
}

function follow(replay: string): void {
  stopWatching();
  let opened = false;
  stopWatching = api().watchReplay(
    replay,
    (run) => {
      useWhatIf.setState({ run });
      if (run.state === 'ended' && run.branch !== null && !opened) {
        opened = true;
        useWhatIf.setState({ values: {} });
        announce(`The branch ${run.branch.record.name} has ended.`);
        navigate({ view: 'comparison', comparison: run.branch.comparison, row: null });
      }
    },
    ({ message }) => useWhatIf.setState({ run: null, refusal: message }),
  );
}

export async function decide(decision: RerunDecision): Promise<void> {
  const { run } = useWhatIf.getState();
  if (!run?.question) return;
  await api()
    .replay.answer(run.id, run.question.id, decision)
    .catch((error: unknown) => useWhatIf.setState({ refusal: failureOf(error).message }));
}

export async function cancelWhatIf(): Promise<void> {
  const { run } = useWhatIf.getState();
  if (run) await api().replay.cancel(run.id);
}
