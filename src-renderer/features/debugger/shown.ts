import type { RangeDetail, RowDetail } from '../../../shared/api/view.ts';
import { type DebuggerState, useDebugger } from './debugger-store.ts';

/** What contracts, effects and events are shown of: the chosen range, else the selected row. Null while it is read. */
export function useShown(): Pick<RowDetail, 'contracts' | 'effects' | 'events'> | null {
  return useDebugger(shownOf);
}

function shownOf({ range, rangeDetail, detail }: DebuggerState): RangeDetail | RowDetail | null {
  return range ? rangeDetail : detail;
}
