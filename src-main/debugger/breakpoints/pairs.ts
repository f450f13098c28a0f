import type { Side } from '../../../shared/trace/aligned-place.ts';
import type { Match } from './types.ts';

interface Half {
  readonly said: string;
  readonly match: Match | null;
}

/** What the paths say at the same places, for breakpoints that hit only where they do not say the same. */
export class Pairs {
  readonly #waiting: readonly [Map<string, Half>, Map<string, Half>] = [new Map(), new Map()];

  /** One path says something; the match of the two where the other one said something else. */
  tell(side: Side, key: string, said: string, match: Match | null): Match | null {
    const other = this.#waiting[side === 0 ? 1 : 0];
    const counterpart = other.get(key);
    if (counterpart === undefined) {
      this.#waiting[side].set(key, { said, match });
      return null;
    }
    other.delete(key);
    return counterpart.said === said ? null : (counterpart.match ?? match);
  }

  /** What a path said and the other one, which has passed, did not. */
  settle(passed: readonly [boolean, boolean]): readonly Match[] {
    const matches: Match[] = [];
    for (const side of [0, 1] as const) {
      if (!passed[side === 0 ? 1 : 0] || this.#waiting[side].size === 0) continue;
      for (const { match } of this.#waiting[side].values()) if (match) matches.push(match);
      this.#waiting[side].clear();
    }
    return matches;
  }
}
