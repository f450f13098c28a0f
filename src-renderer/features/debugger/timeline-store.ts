import { create } from 'zustand';
import type { TimelineWindow } from '../../../shared/api/timeline.ts';
import { api } from '../../app/api.ts';
import { useDebugger } from './debugger-store.ts';
import { fractionOfRow, panned, WHOLE, type Window, zoomed } from './timeline-model.ts';

interface TimelineState {
  readonly comparison: string | null;
  /** What is seen. */
  readonly window: Window;
  /** What was read last: of another window while the new one is read. */
  readonly data: TimelineWindow | null;
}

export const useTimeline = create<TimelineState>(() => ({ comparison: null, window: WHOLE, data: null }));

export function showWindow(window: Window): void {
  const now = useTimeline.getState().window;
  if (window.from !== now.from || window.to !== now.to) useTimeline.setState({ window });
}

/** Zooms around the cursor, where it is seen, else around the middle. */
export function zoomTimeline(factor: number): void {
  const { window, data } = useTimeline.getState();
  const cursor = fractionOfRow(data?.bars ?? [], useDebugger.getState().selected);
  const seen = cursor !== null && cursor >= window.from && cursor <= window.to;
  showWindow(zoomed(window, factor, seen ? cursor : (window.from + window.to) / 2));
}

export function panTimeline(share: number): void {
  showWindow(panned(useTimeline.getState().window, share));
}

let asked = 0;

/** Reads the window; with `around`, moves it to where that row is. What is overtaken by a later call is dropped. */
export async function readTimeline(comparison: string, most: number, around?: number): Promise<void> {
  const turn = ++asked;
  const { window } = useTimeline.getState();
  const data = await api().comparisons.timeline(comparison, window, most, around);
  if (turn !== asked || useDebugger.getState().comparison !== comparison) return;
  useTimeline.setState({ data, window: { from: data.from, to: data.to } });
}

/** Another comparison begins with all of it in sight. */
export function beginTimeline(comparison: string | null): void {
  if (useTimeline.getState().comparison === comparison) return;
  asked++;
  useTimeline.setState({ comparison, window: WHOLE, data: null });
}
