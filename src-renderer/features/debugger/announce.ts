import type { ComparisonView } from '../../../shared/api/view.ts';
import type { DotTone } from '../../components/Dot.tsx';

/** What a screen reader is told when the session's state changes; '' for nothing new. */
export function announcement(before: ComparisonView | null, view: ComparisonView): string {
  const live = view.live;
  if (!live || (before?.live?.state === live.state && before.at === view.at)) return '';
  if (live.state === 'ended') return `The comparison ended: ${live.detail || outcomeWord(view)}.`;
  if (live.state !== 'stopped') return '';
  const divergence = view.divergences[0];
  if (live.reason === 'divergence' && divergence) return `Stopped on a divergence: ${divergence.message}`;
  if (live.reason === 'breakpoint') return `Stopped. ${live.detail}.`;
  return `Stopped at ${view.paths.reference?.step || view.paths.direct?.step || 'the beginning'}.`;
}

/** One word for how the comparison stands, for the status bar and the lists. */
export function outcomeWord(view: ComparisonView): string {
  if (view.divergences.length > 0) return 'diverged';
  if (view.aligning !== undefined) return `aligning ${Math.floor(view.aligning * 100)} %`;
  const paths = [view.paths.reference, view.paths.direct].filter((path) => path !== null);
  if (paths.some((path) => path.state === 'cut_off')) return 'cut off';
  if (paths.some((path) => path.success === false)) return 'failed';
  if (paths.length === 1) return 'completed';
  return view.accepted?.length ? 'accepted' : 'equal';
}

/** The shape that goes with it: only what is equal and went well is green. */
export function outcomeTone(view: ComparisonView): DotTone {
  if (view.divergences.length > 0) return 'bad';
  if (view.aligning !== undefined) return 'busy';
  return ['equal', 'completed'].includes(outcomeWord(view)) ? 'ok' : 'warn';
}
