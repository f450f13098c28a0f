import type { LibraryItem } from '../../../shared/api/library.ts';
import type { RunListItem } from '../../../shared/api/view.ts';
import type { DotTone } from '../../components/Dot.tsx';

const TONES: Readonly<Record<RunListItem['status'], DotTone>> = {
  equal: 'ok',
  diverged: 'bad',
  failed: 'warn',
  running: 'busy',
  interrupted: 'idle',
};

export function runTone(status: RunListItem['status']): DotTone {
  return TONES[status];
}

export const RUN_STATUSES = Object.keys(TONES) as readonly RunListItem['status'][];

/** What became of a run, as it is judged today. */
export function runWord({ status, accepted }: Pick<LibraryItem, 'status' | 'accepted'>): string {
  return accepted ? 'accepted' : status;
}
