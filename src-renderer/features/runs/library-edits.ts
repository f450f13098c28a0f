import type { LibraryItem } from '../../../shared/api/library.ts';
import { api, failureOf } from '../../app/api.ts';
import { navigate } from '../../app/navigation.ts';
import { announce, toast } from '../../app/ui-store.ts';
import { clearSelection, refreshRuns, targets, useLibrary } from './library-store.ts';

const idsOf = (items: readonly LibraryItem[]) => items.map(({ comparison }) => comparison);
export const runs = (count: number) => `${count.toLocaleString('en')} ${count === 1 ? 'run' : 'runs'}`;

/** What went wrong is said; the list shows what is true either way. */
async function change(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    toast('error', failureOf(error).message);
    return false;
  } finally {
    refreshRuns().catch(() => undefined);
  }
}

/** Pins what is not pinned; where all are, takes the pins away. */
export async function pinTargets(): Promise<void> {
  const items = targets();
  const pinned = items.some((item) => !item.pinned);
  if (await change(() => api().library.pin(idsOf(items), pinned)))
    announce(`${runs(items.length)} ${pinned ? 'pinned' : 'no longer pinned'}`);
}

export async function deleteTargets(): Promise<void> {
  const items = targets().filter(({ deletedAt }) => deletedAt === null);
  const ids = idsOf(items);
  if (ids.length === 0 || !(await change(() => api().library.delete(ids)))) return;
  clearSelection();
  toast('info', `${runs(ids.length)} deleted`, {
    title: 'Undo',
    run: () => {
      restore(ids).catch(() => undefined);
    },
  });
}

/** Those that were deleted come back. */
export async function restoreTargets(): Promise<void> {
  await restore(idsOf(targets().filter(({ deletedAt }) => deletedAt !== null)));
  clearSelection();
}

async function restore(ids: readonly string[]): Promise<void> {
  if (ids.length > 0 && (await change(() => api().library.undelete(ids))))
    announce(`${runs(ids.length)} restored`);
}

/** Throws what the library says of a tag that is none. */
export async function tag(items: readonly LibraryItem[], text: string, set: boolean): Promise<void> {
  try {
    if (set) await api().library.tag(idsOf(items), text);
    else await api().library.untag(idsOf(items), text);
  } finally {
    refreshRuns().catch(() => undefined);
  }
}

export async function rename(item: LibraryItem, name: string): Promise<void> {
  try {
    await api().library.rename(item.comparison, name.trim() === '' ? null : name);
  } finally {
    refreshRuns().catch(() => undefined);
  }
}

/** The same two traces beside each other as any comparison: the earlier run first. */
export async function compareTraces(traceA: string, traceB: string): Promise<void> {
  try {
    const comparison = await api().comparisons.pair(traceA, traceB);
    useLibrary.setState({ dialog: null });
    navigate({ view: 'comparison', comparison, row: null });
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

/** Gives the file to the browser to keep; where it is too large for that, says where it lies. */
export async function exportRuns(items: readonly LibraryItem[], databases: boolean): Promise<string> {
  const file = await api().library.export({ comparisons: idsOf(items), databases });
  if (file.data === null) return `Written to ${file.file}.`;
  const bytes = Uint8Array.from(atob(file.data), (character) => character.charCodeAt(0));
  const url = URL.createObjectURL(new Blob([bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return `${runs(items.length)} exported to ${file.name}, SHA-256 ${file.sha256.slice(0, 12)}….`;
}
