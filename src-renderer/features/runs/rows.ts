import type { LibraryItem } from '../../../shared/api/library.ts';

/** Runs of one page; pages are read as they are scrolled to. */
export const PAGE = 100;

/** The list as far as it is known: how many runs, some pages of them, and the branches of those that are open. */
export interface Listed {
  readonly total: number;
  readonly pages: ReadonlyMap<number, readonly LibraryItem[]>;
  /** In the order of `at`. */
  readonly open: readonly OpenRun[];
}

/** A run whose branches are shown: its place among the runs, branches not counted. */
export interface OpenRun {
  readonly comparison: string;
  readonly at: number;
  readonly branches: readonly LibraryItem[];
}

export interface ListRow {
  /** Place among the runs: of the original for a branch. */
  readonly at: number;
  readonly branch: boolean;
  readonly open: boolean;
  /** null: not read yet. */
  readonly item: LibraryItem | null;
}

export function rowCount({ total, open }: Listed): number {
  return open.reduce((sum, { branches }) => sum + branches.length, total);
}

export function rowAt(list: Listed, index: number): ListRow | null {
  if (index < 0 || index >= rowCount(list)) return null;
  let at = index;
  for (const run of list.open) {
    if (at <= run.at) break;
    const branch = at - run.at - 1;
    if (branch < run.branches.length)
      return { at: run.at, branch: true, open: false, item: run.branches[branch] ?? null };
    at -= run.branches.length;
  }
  const item = list.pages.get(Math.floor(at / PAGE))?.[at % PAGE] ?? null;
  return { at, branch: false, open: list.open.some((run) => run.at === at), item };
}

/** Row of a run by its place among the runs. */
export function rowOf({ open }: Listed, at: number): number {
  return open.reduce((sum, run) => (run.at < at ? sum + run.branches.length : sum), at);
}

/** Pages that hold rows [first, last]. */
export function pagesOf(list: Listed, first: number, last: number): readonly number[] {
  const from = rowAt(list, Math.max(0, first))?.at ?? 0;
  const to = rowAt(list, Math.min(last, rowCount(list) - 1))?.at ?? from;
  const pages: number[] = [];
  for (let page = Math.floor(from / PAGE); page <= Math.floor(to / PAGE); page++) pages.push(page);
  return pages;
}

/** The same open runs, where they are now; those that are on no page that is known are closed. */
export function placed(open: readonly OpenRun[], pages: Listed['pages']): readonly OpenRun[] {
  const places = new Map<string, number>();
  for (const [page, items] of pages)
    for (const [i, { comparison }] of items.entries()) places.set(comparison, page * PAGE + i);
  return open
    .flatMap((run) => {
      const at = places.get(run.comparison);
      return at === undefined ? [] : [{ ...run, at }];
    })
    .sort((a, b) => a.at - b.at);
}
