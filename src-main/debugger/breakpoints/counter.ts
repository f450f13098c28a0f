import type { Armed } from './read.ts';
import type { Match } from './types.ts';

/**
 * Which matches count: both paths' at one row are one hit, and hit counts and `once` choose among the hits. Remembers what
 * it has seen, so that a path that comes later to the same row does not hit again.
 */
export class HitCounter {
  readonly #seen = new Map<number, Map<string, boolean>>();

  /** What is another breakpoint now begins to count afresh. */
  forget(breakpoint: number): void {
    this.#seen.delete(breakpoint);
  }

  /** `new`: the row's first match that counts; `again`: the other path's; `no`: passed over. */
  take({ breakpoint }: Armed, match: Match): 'new' | 'again' | 'no' {
    let rows = this.#seen.get(breakpoint.id);
    if (rows === undefined) {
      rows = new Map();
      this.#seen.set(breakpoint.id, rows);
    }
    const known = rows.get(match.row);
    if (known !== undefined) return known ? 'again' : 'no';
    const counts = chosen(breakpoint, rows.size + 1, rows);
    rows.set(match.row, counts);
    return counts ? 'new' : 'no';
  }
}

function chosen(
  { hits, once }: Armed['breakpoint'],
  count: number,
  rows: ReadonlyMap<string, boolean>,
): boolean {
  if (once && rows.values().some((counted) => counted)) return false;
  switch (hits?.when) {
    case '=':
      return count === hits.count;
    case '>=':
      return count >= hits.count;
    case '%':
      return count % hits.count === 0;
    case undefined:
      return true;
  }
}
