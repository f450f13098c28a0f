import type { Loss } from '../losses/loss.ts';
import type { Candidate, Finish } from '../protocol/response.ts';
import type { AnswerLosses } from './answer-losses.ts';
import { listUnmapped } from './unmapped.ts';

/** How a dialect says why an answer ended, both ways. */
export interface FinishWords {
  /** `other` for a word that is not known. */
  readonly read: (raw: string) => Finish;
  /** The word that was read, `raw`, where it means this; else the nearest one. */
  readonly write: (finish: Finish, raw: string | undefined) => string;
}

/** `words`: what each word of the dialect means; `nearest`: which one says it best. */
export function finishWords(
  words: Readonly<Record<string, Finish>>,
  nearest: Readonly<Record<Finish, string>>,
): FinishWords {
  const known = new Map(Object.entries(words));
  return {
    read: (raw) => known.get(raw) ?? 'other',
    write: (finish, raw) => (raw !== undefined && known.get(raw) === finish ? raw : nearest[finish]),
  };
}

/** Why a candidate ended, from the word in the wire at `path`, if any. A word that is not known is listed. */
export function readFinish(
  words: FinishWords,
  raw: string | undefined,
  path: string,
  losses: Loss[],
): Pick<Candidate, 'finish' | 'rawFinish'> {
  if (raw === undefined) return {};
  const finish = words.read(raw);
  if (finish === 'other') listUnmapped(raw, path, losses);
  return { finish, rawFinish: raw };
}

/** The word for why a candidate ended, null where it has not. One that says something else when it is read is told. */
export function writeFinish(
  words: FinishWords,
  losses: AnswerLosses,
  candidate: number,
  finish: Finish | undefined,
  raw: string | undefined,
): string | null {
  if (finish === undefined) return null;
  const word = words.write(finish, raw);
  losses.finish(candidate, finish, words.read(word));
  return word;
}
