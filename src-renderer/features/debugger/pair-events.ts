import type { RowDetail } from '../../../shared/api/view.ts';

type Event = RowDetail['events']['reference'][number];

export interface EventPair {
  readonly reference: Event | undefined;
  readonly direct: Event | undefined;
  readonly equal: boolean;
}

/** Puts the events of both paths side by side; an event of a kind that the other path lacks stands alone. */
export function pairEvents(reference: readonly Event[], direct: readonly Event[]): readonly EventPair[] {
  const pairs: EventPair[] = [];
  let left = 0;
  let right = 0;
  while (left < reference.length || right < direct.length) {
    const a = reference[left];
    const b = direct[right];
    if (a && b && a.kind !== b.kind) {
      const nextB = direct.slice(right).findIndex((event) => event.kind === a.kind);
      const nextA = reference.slice(left).findIndex((event) => event.kind === b.kind);
      if (nextB >= 0 && (nextA < 0 || nextB <= nextA)) {
        pairs.push({ reference: undefined, direct: b, equal: false });
        right += 1;
      } else {
        pairs.push({ reference: a, direct: undefined, equal: false });
        left += 1;
      }
      continue;
    }
    pairs.push({ reference: a, direct: b, equal: a !== undefined && b !== undefined && a.text === b.text });
    left += 1;
    right += 1;
  }
  return pairs;
}
