import { create } from 'zustand';
import type {
  LlmLaneView,
  LlmReportFormat,
  LlmRunItem,
  LlmRunOptions,
  LlmRunView,
} from '../../../shared/api/llm.ts';
import { commonSubset } from '../../../shared/llm/compare/settings.ts';
import { sameJson } from '../../../shared/llm/json.ts';
import type { ChatRequest } from '../../../shared/llm/protocol/request.ts';
import { api, type Failure, failureOf, type Stop } from '../../app/api.ts';
import { navigate } from '../../app/navigation.ts';
import { saveFile } from '../../app/save-file.ts';
import { announce, dismissToast, toast } from '../../app/ui-store.ts';
import { requestOnScreen, useProviders } from './providers-store.ts';

/** The run that is looked at, live or recorded. */
export interface LanesState {
  readonly run: LlmRunView | null;
  readonly failure: Failure | null;
  readonly runs: readonly LlmRunItem[];
  /** Two lanes whose answers are held against each other, by their targets; null: the first two. */
  readonly pair: readonly [string, string] | null;
  /** What is shown between the lanes, and how high that is. */
  readonly below: BelowTab;
  readonly belowHeight: number;
  /** How often somebody asked for it: it is to be seen then. */
  readonly belowAsked: number;
}

export const BELOW_TABS = ['answers', 'requests', 'settings', 'stream'] as const;
export type BelowTab = (typeof BELOW_TABS)[number];

const HEIGHT = 'parallax.lanes-below';

export const useLanes = create<LanesState>(() => ({
  run: null,
  failure: null,
  runs: [],
  pair: null,
  below: 'answers',
  belowAsked: 0,
  belowHeight: /^\d{2,3}$/.test(localStorage.getItem(HEIGHT) ?? '')
    ? Number(localStorage.getItem(HEIGHT))
    : 150,
}));

export function setBelow(belowHeight: number): void {
  useLanes.setState({ belowHeight });
  localStorage.setItem(HEIGHT, String(belowHeight));
}

/** Shows what is between the lanes, wherever it lies. */
export function showBelow(below: BelowTab): void {
  useLanes.setState(({ belowAsked, belowHeight }) => ({
    below,
    belowAsked: belowAsked + 1,
    // Fewer lines of two requests tell nothing.
    belowHeight: below === 'requests' ? Math.max(belowHeight, 320) : belowHeight,
  }));
}

/** Holds what a lane was sent against what another was: the one it was compared with before, else the first. */
export function compareRequests(target: string): void {
  const { run, pair } = useLanes.getState();
  const other = [...(pair ?? []), ...(run?.targets ?? [])].find((one) => one !== target);
  if (other !== undefined) useLanes.setState({ pair: [other, target] });
  showBelow('requests');
}

let watching: { readonly id: string; readonly stop: Stop } | null = null;

export async function loadRuns(): Promise<void> {
  try {
    useLanes.setState({ runs: await api().llm.runs() });
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

/** Follows a run; what is shown stays until the first view of it is there. */
export function openRun(id: string): void {
  if (watching?.id === id) return;
  watching?.stop();
  useLanes.setState({ failure: null, pair: null });
  const stop = api().watchLlmRun(
    id,
    (run) => {
      const before = useLanes.getState().run;
      useLanes.setState({ run });
      if (!run.ended) return;
      if (before?.id === run.id && !before.ended) announce(`All ${run.lanes.length} lanes have ended.`);
      if (!useLanes.getState().runs.some((one) => one.id === run.id && one.ended)) void loadRuns();
    },
    (failure) => useLanes.setState({ failure, run: null }),
  );
  watching = { id, stop };
}

/** Sends the request to the models that were chosen. */
export async function startLanes(): Promise<void> {
  try {
    const request = await requestOnScreen();
    const { lanes, name, policy } = useProviders.getState();
    if (lanes.length === 0) return;
    if (request === null) {
      navigate({ view: 'providers', tab: 'request' });
      const refused = toast('error', 'Nothing was sent: the JSON of the request cannot be read.');
      const stop = useProviders.subscribe(({ problem }) => {
        if (problem !== null) return;
        dismissToast(refused);
        stop();
      });
      return;
    }
    await start({ name, request, targets: lanes, policy });
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

async function start(options: LlmRunOptions): Promise<void> {
  try {
    navigate({ view: 'providers', tab: 'lanes', run: await api().llm.start(options) });
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

export function isUnderWay(lane: LlmLaneView | undefined): boolean {
  return lane?.state === 'waiting' || lane?.state === 'streaming';
}

/** One lane, by its target, or all. */
export function cancelLanes(target: string | null): void {
  const { run } = useLanes.getState();
  if (run)
    api()
      .llm.cancel(run.id, target)
      .catch((error: unknown) => toast('error', failureOf(error).message));
}

/** Deletes the run that is looked at; the one listed after it is opened, and it can be had back. */
export async function deleteRun(): Promise<void> {
  const { run, runs } = useLanes.getState();
  if (!run) return;
  const { id, name } = run;
  try {
    await api().llm.deleteRun(id, true);
  } catch (error) {
    toast('error', failureOf(error).message);
    return;
  }
  const at = runs.findIndex((one) => one.id === id);
  const next = runs[at + 1] ?? runs[at - 1];
  watching?.stop();
  watching = null;
  useLanes.setState({ run: null });
  navigate({ view: 'providers', tab: 'lanes', run: next?.id ?? null });
  toast('info', `The run ${name || 'of the request'} is deleted.`, {
    title: 'Undo',
    run: () => void restoreRun(id),
  });
  await loadRuns();
}

async function restoreRun(id: string): Promise<void> {
  try {
    await api().llm.deleteRun(id, false);
    navigate({ view: 'providers', tab: 'lanes', run: id });
    await loadRuns();
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

/** What all lanes of a run support of its request; null: nothing else than what they were asked, or it still runs. */
export function commonRequest({ request, verdict, ended }: LlmRunView): ChatRequest | null {
  if (!ended || verdict === null || verdict.same) return null;
  const common = commonSubset(request, verdict);
  return sameJson(common, request) ? null : common;
}

const COMMON = ': what all support';

/** The same lanes again, with what all of them support. The request that is composed stays as it is. */
export async function rerunCommon(): Promise<void> {
  const { run } = useLanes.getState();
  const request = run && commonRequest(run);
  if (!request) return;
  const { targets, policy } = run;
  const name = `${run.name.replace(COMMON, '') || 'request'}${COMMON}`;
  await start({ name, request, targets, policy });
}

export async function exportRun(format: LlmReportFormat): Promise<void> {
  const { run } = useLanes.getState();
  if (!run) return;
  try {
    const { name, type, text } = await api().llm.report(run.id, format);
    saveFile(name, type, text);
    toast('info', `The report is ${name}.`);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}
