import type { PathName } from '../../shared/trace/comparison.ts';
import type { EffectAnswer, EffectRequest } from '../../shared/trace/event.ts';
import { effectKey } from '../../shared/trace/event.ts';
import type { EffectBroker, EffectPlace, FinalDifference } from '../../src-main/effects/types.ts';

export interface FakeBroker extends EffectBroker {
  /** What was performed, in order: `reference a@0#0`. */
  readonly performed: string[];
  readonly finished: string[];
}

/** Answers every request with `value`; the second path is given the first one's answer for the same place. */
export function fakeBroker(
  value: (request: EffectRequest) => EffectAnswer,
  finalDifferences: readonly FinalDifference[] = [],
): FakeBroker {
  const performed: string[] = [];
  const finished: string[] = [];
  return {
    performed,
    finished,
    open: () => {
      const answers = new Map<string, EffectAnswer>();
      return Promise.resolve({
        request: (path: PathName, _: readonly string[], place: EffectPlace, request: EffectRequest) => {
          const key = effectKey(place);
          const known = answers.get(key);
          if (known) return Promise.resolve({ ...known, source: 'shared' as const });
          performed.push(`${path} ${key}`);
          const answer = value(request);
          answers.set(key, answer);
          return Promise.resolve(answer);
        },
        finished: (path: PathName, how: string) => void finished.push(`${path} ${how}`),
        databaseRecord: () => ({ start: [], writes: [] }),
        finalDifferences: () => Promise.resolve(finalDifferences),
        close: () => Promise.resolve(),
      });
    },
    close: () => Promise.resolve(),
  };
}
