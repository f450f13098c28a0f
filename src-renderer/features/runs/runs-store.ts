import { create } from 'zustand';
import type { RunListItem } from '../../../shared/api/view.ts';
import { api } from '../../app/api.ts';

/** The newest few runs, for the explorer and the palette. */
export const useRuns = create<{ readonly recent: readonly RunListItem[] }>(() => ({ recent: [] }));

export async function readRecent(): Promise<void> {
  const recent = await api()
    .comparisons.list({ limit: 6 })
    .catch(() => null);
  if (recent) useRuns.setState({ recent });
}
