import { create } from 'zustand';
import type { RunListItem } from '../../../shared/api/view.ts';
import { api, type Failure, failureOf } from '../../app/api.ts';

/** The recorded comparisons, read page by page as they are scrolled to. */
export interface RunsState {
  readonly node: string;
  readonly status: '' | RunListItem['status'];
  readonly items: readonly RunListItem[];
  readonly complete: boolean;
  readonly loading: boolean;
  readonly loaded: boolean;
  readonly problem: Failure | null;
  /** The newest few, for the explorer. */
  readonly recent: readonly RunListItem[];
}

const PAGE = 100;

export const useRuns = create<RunsState>(() => ({
  node: '',
  status: '',
  items: [],
  complete: false,
  loading: false,
  loaded: false,
  problem: null,
  recent: [],
}));

let generation = 0;

export function filterRuns(filter: Partial<Pick<RunsState, 'node' | 'status'>>): void {
  useRuns.setState(filter);
  if (filter.node !== undefined) reloadRuns();
}

/** Begins anew; the old list stays until the first page is there. */
export function reloadRuns(): void {
  generation += 1;
  useRuns.setState({ loading: false });
  readPage(undefined).catch(() => undefined);
}

export function moreRuns(): void {
  const { items, complete, loading } = useRuns.getState();
  if (complete || loading) return;
  readPage(items.at(-1)?.comparison).catch(() => undefined);
}

async function readPage(before: string | undefined): Promise<void> {
  const mine = generation;
  const { node } = useRuns.getState();
  useRuns.setState({ loading: true, problem: null });
  try {
    const page = await api().comparisons.list({
      limit: PAGE,
      ...(node ? { node } : {}),
      ...(before ? { before } : {}),
    });
    if (mine !== generation) return;
    useRuns.setState((state) => ({
      items: before ? [...state.items, ...page] : page,
      complete: page.length < PAGE,
      loading: false,
      loaded: true,
    }));
  } catch (error) {
    if (mine === generation) useRuns.setState({ problem: failureOf(error), loading: false, loaded: true });
  }
}

export async function readRecent(): Promise<void> {
  const recent = await api()
    .comparisons.list({ limit: 6 })
    .catch(() => null);
  if (recent) useRuns.setState({ recent });
}
