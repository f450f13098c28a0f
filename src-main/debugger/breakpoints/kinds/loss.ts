import { type Severity, severitySchema } from '../../../../shared/llm/losses/loss.ts';
import { isAtLeast, lossesOfAnswer } from '../../../../shared/trace/wire-losses.ts';
import { type BreakpointKind, refused, type Watch } from '../types.ts';

const WORD = 'loss';
const PREFIX = `${WORD}:`;
const SEVERITIES = severitySchema.options.filter((severity) => severity !== 'none');

/** `loss[:SEVERITY]`: after an answer of a language model whose request, or itself, lost something at least as severe; default low. */
export const loss: BreakpointKind = {
  read(spec) {
    if (spec === WORD) return { ok: true, value: () => watch('low') };
    if (!spec.startsWith(PREFIX)) return undefined;
    const severity = SEVERITIES.find((each) => each === spec.slice(PREFIX.length).trim());
    if (severity === undefined)
      return refused(`A loss is ${SEVERITIES.join(', ')}: give the least one that stops.`, PREFIX.length + 1);
    return { ok: true, value: () => watch(severity) };
  },
};

function watch(least: Severity): Watch {
  return {
    kinds: ['effect_answered'],
    see(_side, event, _, found) {
      if (event.kind !== 'effect_answered') return null;
      const lost = lossesOfAnswer(event.answer).filter(({ severity }) => isAtLeast(severity, least));
      const worst = SEVERITIES.toReversed().flatMap((each) =>
        lost.filter(({ severity }) => severity === each),
      )[0];
      if (worst === undefined) return null;
      const more = lost.length === 1 ? '' : `, and ${lost.length - 1} more`;
      return found(`${worst.severity} loss: ${worst.path || 'the request'} ${worst.class}${more}`);
    },
  };
}
