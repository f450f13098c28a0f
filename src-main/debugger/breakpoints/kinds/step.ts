import { localPath, stepName } from '../../../../shared/trace/place.ts';
import { type BreakpointKind, type Found, type Match, refused, type Watch } from '../types.ts';

/**
 * `step:NAME` (entered) and `left:NAME`; a name, or a whole step path. `step:NODE:PATH` is one step of one node, wherever
 * that node is called.
 */
export const step: BreakpointKind = {
  read(spec) {
    const [moment, first = '', second, more] = spec.split(':').map((word) => word.trim());
    if (moment !== 'step' && moment !== 'left') return undefined;
    if (spec.length === moment.length) return undefined;
    const afterFirst = spec.indexOf(':', moment.length + 1) + 1;
    if (more !== undefined)
      return refused('A node and a step are all there is to name.', spec.indexOf(':', afterFirst) + 2);
    if (first === '') return refused('Name the step.', moment.length + 2);
    if (second === '') return refused(`Name the step of ${first}.`, afterFirst + 1);
    const node = second === undefined ? undefined : first;
    const wanted = second ?? first;
    return { ok: true, value: () => watch(moment === 'step' ? 'entered' : 'left', node, wanted) };
  },
};

function watch(moment: 'entered' | 'left', node: string | undefined, wanted: string): Watch {
  const kind = moment === 'entered' ? 'step_entered' : 'step_left';
  const is = (path: string): boolean => path === wanted || stepName(path) === wanted;
  return {
    kinds: [kind],
    see(_side, event, scope, found: Found): Match | null {
      if (event.kind !== kind) return null;
      const here =
        node === undefined ? is(event.step) : localPath(event.step) === wanted && scope.node === node;
      return here ? found(`${event.step} ${moment}`) : null;
    },
  };
}
