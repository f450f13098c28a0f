import type { RerunDecision, RerunEffectsPolicy } from '../../shared/api/replay.ts';
import type { GivenAnswer } from '../../shared/trace/branch.ts';
import type { PathName } from '../../shared/trace/comparison.ts';
import { type EffectAnswer, type EffectRequest, effectKey } from '../../shared/trace/event.ts';
import type { Canonical } from '../../shared/values/canonical.ts';
import { equal } from '../../shared/values/equality.ts';
import type { BranchOptions } from '../debugger/options.ts';
import { leavesThisMachine } from '../effects/ambient.ts';
import { effectError, refused } from '../effects/answer.ts';
import { requestSummary } from '../effects/summary.ts';
import type { EffectPlace, RecordedEffect } from '../effects/types.ts';
import { answersToo } from './same-question.ts';

/** An effect that the record does not answer, as the user is asked about it. The request is redacted. */
export interface OpenQuestion {
  readonly path: PathName;
  readonly place: EffectPlace;
  readonly request: EffectRequest;
  readonly summary: string;
  readonly recorded: RecordedEffect | null;
}

export interface RerunEffectsOptions {
  /** What each path's record answers, as recorded. */
  readonly recorded: readonly RecordedEffect[];
  /** Puts back what was hidden in an answer. */
  readonly reveal: (answer: EffectAnswer) => EffectAnswer;
  /** Answers that were changed, by effect key. */
  readonly answers: ReadonlyMap<string, GivenAnswer>;
  readonly policy: RerunEffectsPolicy;
  /** Nothing was changed: the record answers everything, or the effect is a difference. */
  readonly strict: boolean;
  /** The clock that the record was made with. */
  readonly clockScale: number;
  readonly images: ReadonlyMap<string, Uint8Array>;
  readonly ask: (question: OpenQuestion) => Promise<RerunDecision>;
  readonly onRefused: (question: OpenQuestion) => void;
}

/** How a branch is answered: changed answers, then the record, then what the policy says. */
export function rerunEffects(options: RerunEffectsOptions): BranchOptions['effects'] {
  const records = new Map(
    options.recorded.map((effect) => [`${effect.path ?? ''} ${effectKey(effect)}`, effect]),
  );
  const at = (path: PathName, place: EffectPlace): RecordedEffect | null =>
    records.get(`${path} ${effectKey(place)}`) ?? null;
  return (redact) => {
    const usable = (path: PathName, place: EffectPlace, request: EffectRequest): EffectAnswer | null => {
      const record = at(path, place);
      if (record === null || record.answer === null) return null;
      const asked = redact(path, place, request);
      if (options.strict)
        return equal(asValue(record.request), asValue(asked)) ? options.reveal(record.answer) : null;
      return answersToo(record.request, record.answer, asked, options.clockScale)
        ? options.reveal(record.answer)
        : null;
    };
    return {
      recorded(path, place, request) {
        const given = options.answers.get(effectKey(place));
        if (given !== undefined) return answerOf(given);
        if (options.strict) return usable(path, place, request);
        // Scratch copies answer for themselves: what was changed shows in them.
        if (request.type === 'database' || request.type === 'publish') return null;
        if (leavesThisMachine(request) && options.policy === 'deny') return null;
        return usable(path, place, request);
      },
      async decide(path, place, request) {
        if (options.policy === 'live') return 'perform';
        const question: OpenQuestion = {
          path,
          place,
          request: redact(path, place, request),
          summary: requestSummary(request),
          recorded: at(path, place),
        };
        const decision = options.policy === 'ask' ? await options.ask(question) : { kind: 'refuse' as const };
        if (decision.kind === 'perform') return 'perform';
        if (decision.kind === 'answer') return answerOf(decision.answer);
        const { recorded } = question;
        if (decision.kind === 'recorded' && recorded?.answer)
          return { ...options.reveal(recorded.answer), source: 'recorded' };
        options.onRefused(question);
        return refused(
          effectError(
            'effect_denied',
            `nothing recorded answers this, and it was not to be asked anew: ${question.summary}`,
          ),
        );
      },
      image: (path, database) => options.images.get(`${path} ${database}`),
    };
  };
}

function answerOf(given: GivenAnswer): EffectAnswer {
  return given.ok
    ? { ok: true, value: given.value, attempts: [], source: 'recorded' }
    : { ok: false, error: given.error, attempts: [], source: 'recorded' };
}

function asValue(request: EffectRequest): Canonical {
  return request as unknown as Canonical;
}
