import type { Finish } from '../protocol/response.ts';

/** How a dialect says why an answer ended, both ways. */
export interface FinishWords {
  /** `other` for a word that is not known. */
  readonly readFinish: (raw: string) => Finish;
  /** The word that was read, `raw`, where it means this; else the nearest one. */
  readonly writeFinish: (finish: Finish, raw: string | undefined) => string;
}

/** `words`: what each word of the dialect means; `nearest`: which one says it best. */
export function finishWords(
  words: Readonly<Record<string, Finish>>,
  nearest: Readonly<Record<Finish, string>>,
): FinishWords {
  const known = new Map(Object.entries(words));
  return {
    readFinish: (raw) => known.get(raw) ?? 'other',
    writeFinish: (finish, raw) => (raw !== undefined && known.get(raw) === finish ? raw : nearest[finish]),
  };
}
