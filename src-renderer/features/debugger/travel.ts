import type { StepRow } from '../../../shared/api/view.ts';
import type { PathName } from '../../../shared/trace/comparison.ts';
import { api, failureOf } from '../../app/api.ts';
import { followFront } from '../../app/docking.ts';
import { toast } from '../../app/ui-store.ts';
import {
  awaitPlace,
  filterTo,
  knownRow,
  reveal,
  rowCache,
  select,
  showTab,
  useDebugger,
} from './debugger-store.ts';

/** Moving through time. A jump is a step of its own for Back; a cursor that is moved along is not. */
let move: 'push' | 'replace' = 'replace';

/** How the address follows the next change of place. */
export function takeMove(): 'push' | 'replace' {
  const taken = move;
  move = 'replace';
  return taken;
}

/** The next change of place is one that Back undoes. */
export function leap(): void {
  move = 'push';
}

/** Does something with the row under the cursor as soon as it is read: a key may come before the answer. */
export function withSelectedRow(what: (row: StepRow | undefined) => unknown): void {
  rowCache()
    ?.at(useDebugger.getState().selected)
    .then(what)
    .catch((error: unknown) => toast('error', failureOf(error).message));
}

export function jumpTo(row: number): void {
  const { selected, moment, view } = useDebugger.getState();
  const to = Math.max(0, Math.min(row, (view?.rows ?? 1) - 1));
  if (to === selected && moment === null) return;
  leap();
  reveal(to);
  select(to);
}

/** More is aligned: is the event that is waited for? */
async function arriveAt(comparison: string, path: PathName, event: number): Promise<void> {
  const { awaited } = useDebugger.getState();
  const located = await api().comparisons.locate(comparison, path, event);
  if (located.row !== null && awaited !== null && useDebugger.getState().awaited === awaited)
    await goToEvent(path, event);
}

/** To an event of a path, by its index in the trace; the other path stands where it was at that moment. */
export async function goToEvent(path: PathName, event: number): Promise<void> {
  const { comparison } = useDebugger.getState();
  if (comparison === null) return;
  try {
    const located = await api().comparisons.locate(comparison, path, event);
    if (useDebugger.getState().comparison !== comparison) return;
    if (located.row === null) {
      const what = `Event ${event.toLocaleString('en')} of the ${path} path`;
      awaitPlace({ what, known: located.text }, () => {
        void arriveAt(comparison, path, event);
        return false;
      });
      return;
    }
    leap();
    reveal(located.row);
    select(located.row, located.moment);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

export function goToDivergence(which: 'first' | 'next' | 'previous'): void {
  const target = divergenceRow(which);
  if (target !== undefined) jumpTo(target);
}

/** The row of a divergence as seen from the cursor; undefined where there is none. */
export function divergenceRow(which: 'first' | 'next' | 'previous'): number | undefined {
  const { view, selected } = useDebugger.getState();
  const rows = (view?.divergences ?? []).map(({ row }) => row).sort((a, b) => a - b);
  if (which === 'first') return view?.divergences[0]?.row;
  return which === 'next' ? rows.find((row) => row > selected) : rows.findLast((row) => row < selected);
}

/** The last row before the first divergence that both paths have and agree on; the rows around the divergence do not count. */
export async function goToLastAgreement(): Promise<void> {
  const first = divergenceRow('first');
  const cache = rowCache();
  if (first === undefined || !cache) return;
  const around = new Set<number>();
  for (let at = (await cache.at(first))?.parent ?? -1; at >= 0; at = (await cache.at(at))?.parent ?? -1)
    around.add(at);
  for (let row = first - 1; row >= 0; row--) {
    if (around.has(row) || (await cache.at(row))?.status !== 'equal') continue;
    jumpTo(row);
    return;
  }
  jumpTo(0);
}

/** Filters everything to the selected step and what is within it. */
export function filterToSelected(): void {
  const { selected } = useDebugger.getState();
  leap();
  filterTo({ from: selected, to: selected + (knownRow(selected)?.descendants ?? 0) });
}

/** Filters everything to the rows between two, in either order. */
export function filterBetween(a: number, b: number): void {
  leap();
  filterTo({ from: Math.min(a, b), to: Math.max(a, b) });
}

export function dropFilter(): void {
  leap();
  filterTo(null);
}

export function openTab(tab: string): void {
  leap();
  showTab(tab);
}

/** Panels that lie behind others: which of them is in front is part of the address. */
const BEHIND = new Set(['divergences', 'database']);

followFront((panel) => {
  if (!BEHIND.has(panel) || useDebugger.getState().panel === panel) return;
  leap();
  useDebugger.setState({ panel });
});

export function copyLink(): void {
  navigator.clipboard.writeText(location.href).then(
    () => toast('info', 'The link is copied.'),
    () => toast('error', `The link could not be copied: ${location.href}`),
  );
}
