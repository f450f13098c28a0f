import { create } from 'zustand';
import type { LibraryGroup, LibraryItem, LibraryQuery } from '../../../shared/api/library.ts';
import { api, type Failure, failureOf } from '../../app/api.ts';
import { type Asked, ask, type Filters } from './filters.ts';
import { type Listed, type OpenRun, PAGE, pagesOf, placed, rowAt, rowCount, rowOf } from './rows.ts';

/** The list of recorded runs: the question, what is known of the answer, and what the user does in it. */
export interface LibraryState extends Listed {
  readonly filters: Filters;
  /** What of the filters cannot be asked. */
  readonly malformed: Extract<Asked, { readonly ok: false }> | null;
  readonly groups: readonly LibraryGroup[] | null;
  /** Runs that began since the list was read: they come in when they are asked for, nothing jumps. */
  readonly fresh: number;
  readonly loaded: boolean;
  readonly problem: Failure | null;
  /** Row with the cursor. */
  readonly cursor: number;
  readonly selected: ReadonlyMap<string, LibraryItem>;
  readonly dialog: 'tag' | 'rename' | 'compare' | 'export' | 'import' | 'retention' | 'save' | null;
}

export const useLibrary = create<LibraryState>(() => ({
  filters: {},
  malformed: null,
  total: 0,
  pages: new Map(),
  open: [],
  groups: null,
  fresh: 0,
  loaded: false,
  problem: null,
  cursor: 0,
  selected: new Map(),
  dialog: null,
}));

/** Pages kept beyond those that are seen. */
const KEPT = 40;

let generation = 0;
/** Runs that began at or after this time are not in the list yet. */
let before = 0;
let wanted: readonly number[] = [0];
let stale = new Set<number>();
let reading = false;

function query(): Omit<LibraryQuery, 'limit'> | null {
  const asked = ask(useLibrary.getState().filters, Date.now());
  return asked.ok ? asked.query : null;
}

/** Asks anew. The old list stays until the first answer is there. */
export function showRuns(filters: Filters): void {
  const asked = ask(filters, Date.now());
  useLibrary.setState({ filters, malformed: asked.ok ? null : asked });
  if (asked.ok) beginAnew();
}

/** The same question, with what was recorded since; the cursor goes to the newest. */
export function beginAnew(): void {
  generation += 1;
  begin(generation).catch(() => undefined);
}

async function begin(mine: number): Promise<void> {
  const asked = query();
  if (asked === null) return;
  const { group } = useLibrary.getState().filters;
  try {
    const { sort: _, descending: __, ...filter } = asked;
    const [newest, groups] = await Promise.all([
      api().library.search({ ...filter, sort: 'started', limit: 1 }),
      group === undefined ? null : api().library.groups(filter, group === 'step' ? 'step' : 'node'),
    ]);
    before = (newest.entries[0]?.startedAt ?? 0) + 1;
    const page = await api().library.search({ ...asked, until: until(asked), limit: PAGE });
    if (mine !== generation) return;
    wanted = [0];
    stale = new Set();
    useLibrary.setState({
      total: page.total,
      pages: new Map([[0, page.entries]]),
      open: [],
      groups,
      fresh: 0,
      loaded: true,
      problem: null,
      cursor: 0,
      selected: new Map(),
    });
  } catch (error) {
    if (mine === generation) useLibrary.setState({ problem: failureOf(error), loaded: true });
  }
}

function until(asked: Omit<LibraryQuery, 'limit'>): number {
  return Math.min(before, asked.until ?? Number.POSITIVE_INFINITY);
}

/** Rows [first, last] are seen: their pages are read, the last ones asked for first. */
export function seeRows(first: number, last: number): void {
  wanted = pagesOf(useLibrary.getState(), first, last);
  readPages().catch(() => undefined);
}

/** What is seen is read again where it stands, and what came since is counted. */
export async function refreshRuns(): Promise<void> {
  const asked = query();
  if (asked === null || !useLibrary.getState().loaded) return;
  // The others are read when they are seen again.
  const pages = new Map([...useLibrary.getState().pages].filter(([page]) => wanted.includes(page)));
  stale = new Set(pages.keys());
  useLibrary.setState({ pages });
  const mine = generation;
  const { sort: _, descending: __, ...filter } = asked;
  const since = Math.max(before, asked.since ?? 0);
  const [, fresh] = await Promise.all([
    readPages(),
    api().library.search({ ...filter, since, limit: 1 }),
    refreshBranches(),
  ]);
  if (mine === generation) useLibrary.setState({ fresh: fresh.total });
}

/** One request at a time: who scrolls fast asks for where they are, not for all they came by. */
async function readPages(): Promise<void> {
  if (reading) return;
  reading = true;
  try {
    for (;;) {
      const mine = generation;
      const { pages } = useLibrary.getState();
      const page = wanted.find((one) => !pages.has(one) || stale.has(one));
      const asked = query();
      if (page === undefined || asked === null) return;
      const found = await api().library.search({
        ...asked,
        until: until(asked),
        skip: page * PAGE,
        limit: PAGE,
      });
      if (mine !== generation) continue;
      stale.delete(page);
      useLibrary.setState((state) => {
        const next = kept(new Map(state.pages).set(page, found.entries), page);
        const open =
          state.open.length === 0 || wanted.some((one) => stale.has(one))
            ? state.open
            : placed(state.open, next);
        const known = found.entries.filter(({ comparison }) => state.selected.has(comparison));
        const selected =
          known.length === 0
            ? state.selected
            : new Map([...state.selected, ...known.map((item) => [item.comparison, item] as const)]);
        const cursor = Math.min(
          state.cursor,
          Math.max(0, rowCount({ total: found.total, open, pages: next }) - 1),
        );
        return { pages: next, total: found.total, open, selected, cursor, problem: null };
      });
    }
  } catch (error) {
    useLibrary.setState({ problem: failureOf(error) });
  } finally {
    reading = false;
  }
}

/** Without the pages that are farthest from this one. */
function kept(pages: Map<number, readonly LibraryItem[]>, near: number): Map<number, readonly LibraryItem[]> {
  const far = [...pages.keys()].sort((a, b) => Math.abs(b - near) - Math.abs(a - near));
  for (const page of far.slice(0, Math.max(0, pages.size - KEPT))) {
    pages.delete(page);
    stale.delete(page);
  }
  return pages;
}

export async function openBranches(index: number): Promise<void> {
  const state = useLibrary.getState();
  const row = rowAt(state, index);
  if (!row?.item || row.branch || row.open || row.item.branches === 0) return;
  const { comparison } = row.item;
  try {
    const opened: OpenRun = { comparison, at: row.at, branches: await branchesOf(comparison) };
    useLibrary.setState(({ open, pages }) => ({ open: placed([...open, opened], pages) }));
  } catch (error) {
    useLibrary.setState({ problem: failureOf(error) });
  }
}

async function branchesOf(comparison: string): Promise<readonly LibraryItem[]> {
  const origin = ['replay', 'what_if'] as const;
  const found = await api().library.search({ branchOf: comparison, origin, descending: false, limit: 500 });
  return found.entries;
}

/** Those that are open, as they are now; what has none left is closed. */
async function refreshBranches(): Promise<void> {
  const { open } = useLibrary.getState();
  const branches = new Map(
    await Promise.all(
      open.map(async ({ comparison }) => [comparison, await branchesOf(comparison)] as const),
    ),
  );
  useLibrary.setState((state) => ({
    open: state.open
      .map((run) => ({ ...run, branches: branches.get(run.comparison) ?? run.branches }))
      .filter((run) => run.branches.length > 0),
  }));
}

/** Closes a run's branches; from one of them, the cursor goes to the run. */
export function closeBranches(index: number): void {
  const state = useLibrary.getState();
  const row = rowAt(state, index);
  if (!row || !(row.open || row.branch)) return;
  useLibrary.setState({ open: state.open.filter(({ at }) => at !== row.at), cursor: rowOf(state, row.at) });
}

export function toggleSelected(item: LibraryItem): void {
  useLibrary.setState(({ selected }) => {
    const next = new Map(selected);
    if (!next.delete(item.comparison)) next.set(item.comparison, item);
    return { selected: next };
  });
}

export function select(items: readonly LibraryItem[]): void {
  useLibrary.setState(({ selected }) => ({
    selected: new Map([...selected, ...items.map((item) => [item.comparison, item] as const)]),
  }));
}

/** At most as many as can be changed at once. */
const MOST = 10_000;

export async function selectAll(): Promise<void> {
  const asked = query();
  if (asked === null) return;
  const items: LibraryItem[] = [];
  for (let after: string | null | undefined; after !== null && items.length < MOST; ) {
    const page = await api().library.search({
      ...asked,
      until: until(asked),
      limit: 500,
      ...(after === undefined ? {} : { after }),
    });
    items.push(...page.entries);
    after = page.next;
  }
  select(items.slice(0, MOST));
}

export function clearSelection(): void {
  useLibrary.setState({ selected: new Map() });
}

/** What an action is about: the selected runs, else the one with the cursor. */
export function targets(state: LibraryState = useLibrary.getState()): readonly LibraryItem[] {
  if (state.selected.size > 0) return [...state.selected.values()];
  const item = rowAt(state, state.cursor)?.item;
  return item ? [item] : [];
}
