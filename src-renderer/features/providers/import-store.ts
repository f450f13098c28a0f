import { create } from 'zustand';
import type { LlmRecordedItem, LlmRecordedSource } from '../../../shared/api/llm-recorded.ts';
import { api, failureOf } from '../../app/api.ts';
import { navigate } from '../../app/navigation.ts';
import { toast } from '../../app/ui-store.ts';
import { openRequest } from './providers-store.ts';

/** What is imported from: a text, or what was recorded; null: nothing is imported now. */
export interface ImportState {
  readonly from: 'text' | 'recording' | null;
  /** Only requests of this comparison; null: all. */
  readonly comparison: string | null;
  /** null while they are looked for. */
  readonly items: readonly LlmRecordedItem[] | null;
  readonly problem: string | null;
}

export const useImport = create<ImportState>(() => ({
  from: null,
  comparison: null,
  items: null,
  problem: null,
}));

export function closeImport(): void {
  useImport.setState({ from: null, comparison: null });
}

export function openImport(from: 'text' | 'recording', comparison: string | null = null): void {
  navigate({ view: 'providers', tab: 'request' });
  useImport.setState({ from, comparison });
  if (from === 'recording') void loadRecorded();
}

async function loadRecorded(): Promise<void> {
  const { comparison } = useImport.getState();
  useImport.setState({ items: null, problem: null });
  try {
    useImport.setState({ items: await api().llm.recorded(comparison) });
  } catch (error) {
    useImport.setState({ problem: failureOf(error).message });
  }
}

/** A recorded request becomes the one that is composed. */
export async function composeRecorded(source: LlmRecordedSource, name: string): Promise<void> {
  try {
    const read = await api().llm.recall(source);
    if (!read.ok) {
      toast('error', read.message);
      return;
    }
    navigate({ view: 'providers', tab: 'request' });
    openRequest(read.request, name);
    closeImport();
    for (const note of read.notes) toast('info', note);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}

/** The request to a model that a run made: at once where there is one, else to choose from. */
export async function composeFromRun(comparison: string): Promise<void> {
  try {
    const items = await api().llm.recorded(comparison);
    const [first] = items;
    if (!first) toast('info', 'No step of this run asked a language model.');
    else if (items.length === 1) await composeRecorded(first.source, first.title);
    else openImport('recording', comparison);
  } catch (error) {
    toast('error', failureOf(error).message);
  }
}
