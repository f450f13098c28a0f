import type { AlignedPlace } from '../../../shared/trace/aligned-place.ts';
import type { TraceEvent } from '../../../shared/trace/event.ts';
import { type Holder, holderOf } from '../../../shared/trace/place.ts';

/** The place of an event in the tree of both paths; the innermost that is there. */
export function placeOf(root: AlignedPlace, event: TraceEvent): AlignedPlace {
  const round = event.kind === 'iteration' || event.kind === 'yielded' ? event.index : -1;
  return innermost(root, { step: event.step, occ: event.occ, round });
}

/** One visit of a step; undefined where no path came there. */
export function visitAt(root: AlignedPlace, step: string, occ: string): AlignedPlace | undefined {
  const place = innermost(root, { step, occ, round: -1 });
  return place !== root && place.isAt(step, occ, -1) ? place : undefined;
}

function innermost(root: AlignedPlace, sought: Holder): AlignedPlace {
  const outward: Holder[] = [];
  for (let at: Holder | undefined = sought; at && at.step !== ''; ) {
    outward.push(at);
    at = at.round >= 0 ? { ...at, round: -1 } : holderOf(at.step, at.occ);
  }
  let place = root;
  for (const each of outward.reverse()) {
    const is = (child: AlignedPlace | undefined): boolean =>
      child?.isAt(each.step, each.occ, each.round) === true;
    // Rounds mostly stand in their order: no search through a million of them.
    const near = place.children[each.round];
    const inner = is(near) ? near : place.children.find(is);
    if (inner === undefined) break;
    place = inner;
  }
  return place;
}
