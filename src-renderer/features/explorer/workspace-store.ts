import { create } from 'zustand';
import type { NodeListItem, WorkspaceView } from '../../../shared/api/view.ts';
import { api, failureOf, type Stop } from '../../app/api.ts';
import { toast } from '../../app/ui-store.ts';

/** The workspace as main last told it; null until it has. */
export const useWorkspace = create<{ readonly view: WorkspaceView | null }>(() => ({ view: null }));

export function startWorkspace(): Stop {
  const unsubscribe = useWorkspace.subscribe(({ view }, { view: before }) => {
    const notice = view?.store.notice ?? null;
    if (notice !== null && notice !== before?.store.notice) toast('error', notice);
  });
  const stop = api().watchWorkspace((view) => useWorkspace.setState({ view }));
  return () => {
    unsubscribe();
    stop();
  };
}

export async function trustWorkspace(): Promise<boolean> {
  try {
    useWorkspace.setState({ view: await api().workspace.trust() });
    return true;
  } catch (error) {
    toast('error', failureOf(error).message);
    return false;
  }
}

export async function openWorkspace(folder: string): Promise<void> {
  try {
    useWorkspace.setState({ view: await api().workspace.open(folder) });
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

/** How a node stands, in one word and the shape that goes with it. */
export function nodeStatus(node: NodeListItem): {
  readonly word: string;
  readonly tone: 'ok' | 'bad' | 'warn' | 'idle';
} {
  if (node.errors > 0)
    return { word: `${node.errors} ${node.errors === 1 ? 'error' : 'errors'}`, tone: 'bad' };
  if (node.last?.status === 'diverged') return { word: 'diverged', tone: 'bad' };
  if (node.last?.status === 'accepted') return { word: 'accepted', tone: 'warn' };
  if (node.last?.status === 'failed') return { word: 'failed', tone: 'warn' };
  if (node.last?.status === 'equal') return { word: 'equal', tone: 'ok' };
  return { word: 'not run', tone: 'idle' };
}
