import type { BranchChange, GivenAnswer } from '../../shared/trace/branch.ts';
import { requestSummary } from '../effects/summary.ts';
import type { RecordedPath } from '../replay/recorded-run.ts';
import { Failure } from './failure.ts';
import { jsonOf } from './json-of.ts';

type AnswerChange = Extract<BranchChange, { kind: 'answer' }>;

/**
 * What the outside world answers instead: `EFFECT=JSON`, or `EFFECT=error:CODE MESSAGE`. EFFECT is a step, whose first effect
 * is meant, `STEP@OCC` for another visit, and `#N` at its end for another effect of the visit.
 */
export function answerChange(main: RecordedPath, text: string): AnswerChange {
  const match = /^([^@#=]+)(?:@([\d.]+))?(?:#(\d+))?=([\s\S]*)$/.exec(text.trim());
  if (match === null)
    throw new Failure('usage', `--set-answer takes EFFECT=JSON or EFFECT=error:CODE, not ${text}.`);
  const [, step = '', occ, effect, answer = ''] = match;
  const found = main.effects.find(
    (one) =>
      one.step === step.trim() &&
      (occ === undefined || one.occ === occ) &&
      (effect === undefined || one.effect === Number(effect)),
  );
  if (found === undefined) throw new Failure('usage', unknown(main, text.slice(0, text.indexOf('='))));
  const { step: at, occ: visit, effect: number } = found;
  return { kind: 'answer', step: at, occ: visit, effect: number, answer: givenAnswer(answer.trim(), at) };
}

/** Answers that stand for the same effect replace one another. */
export function isSameEffect(a: BranchChange, b: AnswerChange): boolean {
  return a.kind === 'answer' && a.step === b.step && a.occ === b.occ && a.effect === b.effect;
}

function givenAnswer(text: string, step: string): GivenAnswer {
  const error = /^error:\s*([a-z]\w*)\s*([\s\S]*)$/i.exec(text);
  if (!error) return { ok: true, value: jsonOf(text, `The answer of ${step}`) };
  const [, code = '', message = ''] = error;
  return { ok: false, error: { code, message: message || 'as it was set', fields: {} } };
}

function unknown({ effects }: RecordedPath, name: string): string {
  if (effects.length === 0) return 'This run asked nothing of the outside world: no answer can be changed.';
  const listed = effects.slice(0, LISTED).map(({ step, occ, effect, request }) => {
    const several = effects.filter((one) => one.step === step).length > 1;
    return `${several ? `${step}@${occ}#${effect}` : step} (${requestSummary(request)})`;
  });
  const more = effects.length > LISTED ? ` and ${effects.length - LISTED} more` : '';
  return `There is no effect ${name}; the run asked: ${listed.join(', ')}${more}.`;
}

const LISTED = 12;
