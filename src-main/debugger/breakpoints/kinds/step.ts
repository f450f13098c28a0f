import { stepName } from '../../../../shared/trace/place.ts';
import { type BreakpointKind, refused } from '../types.ts';

/** `step:NAME` (entered) and `left:NAME`; a name, or a whole step path. */
export const step: BreakpointKind = {
  read(spec) {
    const moment = spec.startsWith('step:') ? 'entered' : spec.startsWith('left:') ? 'left' : undefined;
    if (moment === undefined) return undefined;
    const wanted = spec.slice('step:'.length).trim();
    if (wanted === '') return refused('Name the step.', 'step:'.length + 1);
    const kind = moment === 'entered' ? 'step_entered' : 'step_left';
    return {
      ok: true,
      value: () => ({
        kinds: [kind],
        see: (_side, event, _scope, found) =>
          event.kind === kind && (event.step === wanted || stepName(event.step) === wanted)
            ? found(`${event.step} ${moment}`)
            : null,
      }),
    };
  },
};
