/** In a compensation the steps' occurrences come back in reverse. */
const COMPENSATE = /(?:^|\/)compensate(?:\/|$)/;

/**
 * Which chunks can hold events of (step, occ): the occurrences of one step only grow through a trace, so they are
 * those between the last chunk that begins before `occ` and the last that does not begin after it.
 * `visits`: for each indexed chunk with events of the step, its first event and the step's first occurrence in it.
 * `last`: where the last chunk begins; it may not be indexed yet.
 */
export function findVisit(
  visits: readonly { readonly first: number; readonly occ: string }[],
  last: number | undefined,
  step: string,
  occ: string,
): readonly number[] {
  const unindexed = last !== undefined && visits.at(-1)?.first !== last ? [last] : [];
  if (COMPENSATE.test(step)) return [...visits.map(({ first }) => first), ...unindexed];
  const from = Math.max(0, firstIndex(visits, (visit) => compareOcc(visit.occ, occ) >= 0) - 1);
  const to = firstIndex(visits, (visit) => compareOcc(visit.occ, occ) > 0);
  const chunks = visits.slice(from, to).map(({ first }) => first);
  return to === visits.length ? [...chunks, ...unindexed] : chunks;
}

/** Index of the first element for which `test` holds, which must hold for all behind it; else the length. */
function firstIndex<T>(list: readonly T[], test: (element: T) => boolean): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (test(list[middle] as T)) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** Orders occurrences as they happen: number by number, an outer one before those inside it. */
function compareOcc(a: string, b: string): number {
  const x = a.split('.');
  const y = b.split('.');
  for (let i = 0; i < Math.min(x.length, y.length); i++) {
    const difference = Number(x[i]) - Number(y[i]);
    if (difference !== 0) return difference;
  }
  return x.length - y.length;
}
