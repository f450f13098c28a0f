import type { ComparisonView } from '../../../shared/api/view.ts';
import type { Place } from '../../app/address.ts';
import { isLive } from './controls.ts';

/** What a live comparison does. */
export const stateOf = (view: ComparisonView | null) => view?.live?.state;

/** Paths that stood and were stopped did nothing more: what is looked at stays. */
export function isStop(before: ComparisonView | null, view: ComparisonView): boolean {
  const { reference, direct } = view.paths;
  return (
    stateOf(before) === 'stopped' &&
    stateOf(view) === 'ended' &&
    (reference?.state === 'cut_off' || direct?.state === 'cut_off')
  );
}

/** The same at the same place, with other differences accepted: what is looked at stays. */
export function isAcceptance(before: ComparisonView | null, view: ComparisonView): boolean {
  return (
    before !== null &&
    stateOf(before) === stateOf(view) &&
    before.rows === view.rows &&
    JSON.stringify(before.accepted) !== JSON.stringify(view.accepted)
  );
}

/** Where a comparison that is opened begins: one that has ended at what was found, as a recorded one does. */
export function beginning(view: ComparisonView): number {
  return (isLive(view) ? undefined : view.divergences[0]?.row) ?? view.at;
}

/** A long comparison is aligned from its beginning: what is asked for may come later. */
export function isThere({ row }: Place, view: ComparisonView): boolean {
  return row === null || row < view.rows || view.aligning === undefined;
}
