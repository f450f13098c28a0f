import type { RunListItem } from '../../../shared/api/view.ts';
import type { DotTone } from '../../components/Dot.tsx';

const TONES: Readonly<Record<RunListItem['status'], DotTone>> = {
  equal: 'ok',
  accepted: 'warn',
  diverged: 'bad',
  failed: 'warn',
  running: 'busy',
  interrupted: 'idle',
};

export function runTone(status: RunListItem['status']): DotTone {
  return TONES[status];
}

export const RUN_STATUSES = Object.keys(TONES) as readonly RunListItem['status'][];
