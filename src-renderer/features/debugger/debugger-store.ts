import { create } from 'zustand';
import type { ComparisonSources } from '../../../shared/api/api.ts';
import type { Moment } from '../../../shared/api/timeline.ts';
import type { ComparisonView, RangeDetail, RowDetail, StepRow } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import type { Place } from '../../app/address.ts';
import { api, type Failure, failureOf, type Stop } from '../../app/api.ts';
import { LAYOUTS, showPanel } from '../../app/docking.ts';
import { navigate } from '../../app/navigation.ts';
import { announce, toast } from '../../app/ui-store.ts';
import { withSpans } from '../editor/step-spans.ts';
import { announcement } from './announce.ts';
import { type Control, canDo, cursorTarget, isLive } from './controls.ts';
import { RowCache } from './row-cache.ts';
import { beginning, isAcceptance, isStop, isThere, stateOf } from './view-changes.ts';

/** The comparison that is open, and what of it is looked at. What is true comes from main; the cursor is ours. */
export interface DebuggerState {
  readonly comparison: string | null;
  readonly view: ComparisonView | null;
  readonly sources: ComparisonSources | null;
  readonly problem: Failure | null;
  /** Grows whenever rows were read: what shows rows looks again. */
  readonly rowsVersion: number;
  /** Closed rows and the size of their subtree. */
  readonly closed: ReadonlyMap<number, number>;
  readonly selected: number;
  /** The selected row once it was read; of a recorded comparison, what was shown before it stays on the screen until then. */
  readonly shown: number;
  /** What is looked at within the selected row; null: its end. */
  readonly moment: Moment | null;
  readonly detail: RowDetail | null;
  /** The rows to which every panel is filtered, and what happened in them. */
  readonly range: { readonly from: number; readonly to: number } | null;
  readonly rangeDetail: RangeDetail | null;
  /** A place that was asked for and is not aligned yet: what it is called, and what is known of it. */
  readonly awaited: { readonly what: string; readonly known: string } | null;
  /** Which paths the controls move. */
  readonly target: 'both' | PathName;
  /** Tab of the inspector. */
  readonly tab: string;
  /** The panel or tab that was brought to the front last, where it is not the first one: part of the address. */
  readonly panel: string | null;
  /** A command was sent and nothing was heard since. */
  readonly busy: boolean;
}

const nothing: DebuggerState = {
  comparison: null,
  view: null,
  sources: null,
  problem: null,
  rowsVersion: 0,
  closed: new Map(),
  selected: 0,
  shown: 0,
  moment: null,
  detail: null,
  range: null,
  rangeDetail: null,
  awaited: null,
  target: 'both',
  tab: 'variables',
  panel: null,
  busy: false,
};

export const useDebugger = create<DebuggerState>(() => nothing);

let stopWatching: Stop = () => undefined;
let cache: RowCache<StepRow> | null = null;
const nothingElse = (): Partial<DebuggerState> => ({});
/** What came with the rows that were read last, and is shown together with them. */
let brought = nothingElse;
/** Goes to the awaited place where it is there by now; false where it is not. */
let arrive: ((view: ComparisonView) => boolean) | null = null;
/** The comparison that was asked to restart: its successor is opened when it is there. */
let restarting: string | null = null;
/** A step that is under way, and the one that was asked for meanwhile: a key held down loses no press. */
let step: { readonly comparison: string; next: Control | null } | null = null;
const STEPS: ReadonlySet<Control> = new Set<Control>(['over', 'into', 'out', 'back', 'reverse', 'continue']);

/** Would this control do something now, or as soon as the step under way is done? */
export function accepts(kind: Control): boolean {
  const { comparison, view, shown } = useDebugger.getState();
  if (step !== null && step.comparison === comparison && STEPS.has(kind)) return true;
  return canDo(kind, view, knownRow(shown) ?? null);
}

export function rowCache(): RowCache<StepRow> | null {
  return cache;
}

/** The row if it was read already. */
export function knownRow(index: number): StepRow | undefined {
  return cache?.get(index);
}

/** The row once it was read, and as it was read last. */
export function useKnownRow(index: number): StepRow | undefined {
  return useDebugger(() => knownRow(index));
}

/** Opens a comparison; `place` is where the address pointed, which wins over where the comparison itself would begin. */
export function openComparison(comparison: string | null, place: Place): void {
  const state = useDebugger.getState();
  if (comparison === state.comparison) {
    if (place.row !== null && state.view) goWhenThere(place, state.view);
    return;
  }
  stopWatching();
  cache = null;
  arrive = null;
  useDebugger.setState({ ...nothing, tab: state.tab, target: state.target, comparison });
  if (comparison === null) return;
  let first = true;
  cache = new RowCache(
    (from, count) => api().comparisons.rows(comparison, from, count),
    () => {
      useDebugger.setState(({ rowsVersion, selected }) => ({
        rowsVersion: rowsVersion + 1,
        ...shownAt(selected),
        ...brought(),
      }));
      brought = nothingElse;
    },
  );
  stopWatching = api().watchComparison(
    comparison,
    place.row,
    ({ opened, ...view }) => {
      cache?.invalidate();
      if (opened) cache?.give(opened.from, opened.rows);
      const there = first && isThere(place, view);
      receive(view, there ? place.row : null, first);
      if (first && place.row !== null) goWhenThere(place, view);
      else if (arrive?.(view)) stayHere();
      if (first) readSources(comparison);
      first = false;
    },
    (problem) => useDebugger.setState({ problem }),
  );
}

/** What the panes beside the list show takes long to make: it is asked for when there are rows to be seen. */
function readSources(comparison: string): void {
  api()
    .comparisons.sources(comparison)
    .then(({ node, ...rest }) => {
      const sources = { node: { ...node, outline: withSpans(node.outline, node.text) }, ...rest };
      if (useDebugger.getState().comparison === comparison) useDebugger.setState({ sources });
    })
    .catch((error: unknown) => {
      if (useDebugger.getState().comparison === comparison)
        useDebugger.setState({ problem: failureOf(error) });
    });
}

function receive(view: ComparisonView, wanted: number | null, first: boolean): void {
  const before = useDebugger.getState();
  const next = endStep(view);
  // A restart begins the same comparison anew: what was folded belonged to the run before.
  const closed = view.rows < (before.view?.rows ?? 0) ? new Map<number, number>() : before.closed;
  useDebugger.setState({ view, closed, problem: null, busy: false });
  const aligned = before.view?.aligning !== undefined;
  const moved =
    !isStop(before.view, view) &&
    !isAcceptance(before.view, view) &&
    (!aligned || (before.selected === before.view?.at && view.divergences.length > 0)) &&
    (first || view.at !== before.view?.at || stateOf(view) !== stateOf(before.view));
  const at = first ? beginning(view) : view.at;
  const selected = wanted ?? (moved ? at : before.selected);
  const kept = selected === before.selected && !first ? before.moment : null;
  show(Math.max(0, Math.min(selected, view.rows - 1)), kept);
  if (before.range) filterTo(before.range);
  if (view.restartedAs !== undefined && restarting === view.id) {
    restarting = null;
    navigate({ view: 'comparison', comparison: view.restartedAs, row: null });
  }
  const said = announcement(before.view, view);
  if (said) announce(said);
  if (next !== null) control(next).catch(report);
}

function goWhenThere(place: Place, view: ComparisonView): void {
  if (isThere(place, view)) {
    stayHere();
    goToPlace(place, view);
    return;
  }
  awaitPlace({ what: `Row ${place.row?.toLocaleString('en')}`, known: '' }, (later) => {
    if (!isThere(place, later)) return false;
    goToPlace(place, later);
    return true;
  });
}

/** What was asked for is shown as soon as it is aligned, unless something else is looked at meanwhile. */
export function awaitPlace(
  awaited: NonNullable<DebuggerState['awaited']>,
  go: (view: ComparisonView) => boolean,
): void {
  arrive = go;
  useDebugger.setState({ awaited });
}

/** Nothing is waited for any more. */
export function stayHere(): void {
  arrive = null;
  if (useDebugger.getState().awaited !== null) useDebugger.setState({ awaited: null });
}

/** What an address names, as far as it is there. */
function goToPlace({ row, moment = null, range = null, panel = null }: Place, view: ComparisonView): void {
  const last = Math.max(0, view.rows - 1);
  if (row !== null && row > last)
    toast('error', `This comparison has the rows 0 to ${last}: there is no row ${row}.`);
  const { selected, moment: before, range: filter } = useDebugger.getState();
  const at = Math.min(row ?? selected, last);
  if (at !== selected || !sameMoment(moment, before)) {
    reveal(at);
    show(at, moment);
  }
  if (range?.from !== filter?.from || range?.to !== filter?.to) filterTo(range);
  openPanel(panel);
}

function sameMoment(a: Moment | null, b: Moment | null): boolean {
  return a?.reference === b?.reference && a?.direct === b?.direct;
}

/** Filters every panel to the rows [from, to]; null shows everything again. */
export function filterTo(range: DebuggerState['range']): void {
  const { comparison, view, range: before } = useDebugger.getState();
  if (comparison === null || !view) return;
  const last = view.rows - 1;
  const kept = range && range.from <= last ? { from: range.from, to: Math.min(range.to, last) } : null;
  const same = kept?.from === before?.from && kept?.to === before?.to;
  useDebugger.setState(kept === null ? { range: null, rangeDetail: null } : { range: same ? before : kept });
  if (kept === null) return;
  api()
    .comparisons.range(comparison, kept.from, kept.to)
    .then((rangeDetail) => {
      const now = useDebugger.getState();
      if (now.comparison === comparison && now.range?.from === kept.from && now.range.to === kept.to)
        useDebugger.setState({ rangeDetail });
    }, report);
}

/** Moves the cursor: everything beside the list shows that row, at its end or at a moment within it. */
export function select(row: number, moment: Moment | null = null): void {
  stayHere();
  show(row, moment);
}

function show(row: number, moment: Moment | null): void {
  const { comparison, view } = useDebugger.getState();
  if (comparison === null || !view || !cache) return;
  useDebugger.setState({ selected: row, moment, ...shownAt(row) });
  if (view.rows === 0) return;
  const isAsked = () => isShown(comparison, row, moment, view);
  const jump = cache.readWith(row, async () => {
    const { rows, detail } = await api().comparisons.place(comparison, row, moment ?? undefined);
    if (detail === null) readDetail(comparison, row, moment, isAsked).catch(report);
    else brought = () => (isAsked() ? { detail } : {});
    return rows;
  });
  if (jump === null) readDetail(comparison, row, moment, isAsked).catch(report);
  else jump.catch(report);
}

/** A recorded row that is not read yet would empty the panels for as long as it takes to come; paths that move are followed at once. */
function shownAt(row: number): Partial<DebuggerState> {
  return knownRow(row) === undefined && !isLive(useDebugger.getState().view) ? {} : { shown: row };
}

function isShown(comparison: string, row: number, moment: Moment | null, view: ComparisonView): boolean {
  const now = useDebugger.getState();
  return now.comparison === comparison && now.selected === row && now.moment === moment && now.view === view;
}

/** The old detail stays on screen until the new one is there; one that comes too late is dropped. */
async function readDetail(
  comparison: string,
  row: number,
  moment: Moment | null,
  isAsked: () => boolean,
): Promise<void> {
  const detail = await api().comparisons.detail(comparison, row, moment ?? undefined);
  if (isAsked()) useDebugger.setState({ detail });
}

export function toggleClosed(row: StepRow, close?: boolean): void {
  if (row.descendants === 0) return;
  const closed = new Map(useDebugger.getState().closed);
  const shut = close ?? !closed.has(row.index);
  if (shut) closed.set(row.index, row.descendants);
  else closed.delete(row.index);
  const { selected } = useDebugger.getState();
  useDebugger.setState({ closed });
  if (shut && selected > row.index && selected <= row.index + row.descendants) select(row.index);
}

export async function control(kind: Control): Promise<void> {
  const { comparison, view, selected, target } = useDebugger.getState();
  const row = knownRow(selected) ?? null;
  if (comparison === null || !view) return;
  if (step !== null && step.comparison === comparison && STEPS.has(kind)) {
    step.next = kind;
    return;
  }
  if (!canDo(kind, view, row)) return;
  try {
    if (isLive(view) || (view.live && kind === 'restart')) {
      useDebugger.setState({ busy: true });
      // Going on may take long: only a step is short enough to wait for with the next one in hand.
      step = STEPS.has(kind) && kind !== 'continue' ? { comparison, next: null } : null;
      if (kind === 'restart') restarting = comparison;
      await api().sessions.command(comparison, target === 'both' ? { kind } : { kind, path: target });
      if (step !== null) expectEnd(step);
    } else if (kind === 'restart') {
      await runAgain(view);
    } else if (row) {
      const stop = await stopOf(kind, comparison, row.index);
      const next = await cursorTarget(kind, row, view, stop, async (index) => cache?.at(index));
      reveal(next);
      select(next);
    }
  } catch (error) {
    step = null;
    useDebugger.setState({ busy: false });
    report(error);
  }
}

/** In a recorded run: where the breakpoints stop next, for the controls that go there. */
async function stopOf(kind: Control, comparison: string, row: number): Promise<number | null> {
  if (kind !== 'continue' && kind !== 'reverse') return null;
  const direction = kind === 'continue' ? 'forward' : 'backward';
  return (await api().breakpoints.next(comparison, row, direction))?.row ?? null;
}

/** When the step under way is done: the one that was asked for meanwhile. */
function endStep(view: ComparisonView): Control | null {
  if (step === null || step.comparison !== view.id || stateOf(view) === 'running') return null;
  const { next } = step;
  step = null;
  return next;
}

/** A step that changed nothing is announced by no view: the keys must not wait for one. */
function expectEnd(started: typeof step): void {
  setTimeout(() => {
    const { view } = useDebugger.getState();
    if (step !== null && step === started && view && stateOf(view) !== 'running') step = null;
  }, 1000);
}

/** A recorded comparison is not run over: the same inputs make a new one. */
async function runAgain({ node, inputs, effects, paths }: ComparisonView): Promise<void> {
  const comparison = await api().sessions.start({
    node,
    inputs,
    effects: effects === 'each' || effects === 'deny' ? effects : 'share',
    paths: (['reference', 'direct'] as const).filter((path) => paths[path] !== null),
    stopOnEntry: false,
  });
  navigate({ view: 'comparison', comparison, row: null });
}

/** Opens whatever is closed around a row. */
export function reveal(row: number): void {
  const closed = new Map(useDebugger.getState().closed);
  for (const [index, size] of closed) if (row > index && row <= index + size) closed.delete(index);
  if (closed.size !== useDebugger.getState().closed.size) useDebugger.setState({ closed });
}

export function setTarget(target: DebuggerState['target']): void {
  useDebugger.setState({ target });
}

export function showTab(tab: string): void {
  useDebugger.setState({ tab, panel: tab === TABS[0] ? null : tab });
}

/** Tabs of the inspector, the first one in front. */
const TABS = ['variables', 'contracts', 'effects', 'events', 'stack'];

function openPanel(panel: string | null): void {
  if (panel === useDebugger.getState().panel) return;
  if (panel === null || TABS.includes(panel)) showTab(panel ?? 'variables');
  else if (LAYOUTS.comparison.some(({ id }) => id === panel)) showPanel(panel);
  else toast('error', `The address names the panel ${panel}, and there is none.`);
}

function report(error: unknown): void {
  toast('error', failureOf(error).message);
}
