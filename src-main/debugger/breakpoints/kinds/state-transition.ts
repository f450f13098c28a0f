import { Pairs } from '../pairs.ts';
import { type BreakpointKind, PATHS, refused, type Watch } from '../types.ts';

const PREFIX = 'state_transition:';
const FORM = /^(.+?)->(.+?)(?::(reference|direct|either|differing))?$/;

/** `state_transition:a->b[:reference|direct|either|differing]`; `*` is any state. */
export const stateTransition: BreakpointKind = {
  read(spec) {
    if (spec === 'state_transition') return refused('Say which: state_transition:paid->refunded.');
    if (!spec.startsWith(PREFIX)) return undefined;
    const [, from, to, where] = FORM.exec(spec.slice(PREFIX.length)) ?? [];
    if (from === undefined || to === undefined || to.includes(':'))
      return refused(
        'Expected FROM->TO, and after it at most :reference, :direct, :either or :differing.',
        PREFIX.length + 1,
      );
    return { ok: true, value: () => watch(from.trim(), to.trim(), where) };
  },
};

function watch(from: string, to: string, where: string | undefined): Watch {
  const pairs = new Pairs();
  const is = (wanted: string, state: string): boolean => wanted === '*' || wanted === state;
  return {
    kinds: ['state_transition'],
    see(side, event, _, found) {
      if (event.kind !== 'state_transition') return null;
      const wanted = is(from, event.from) && is(to, event.to);
      const sentence = `${event.machine} went from ${event.from} to ${event.to}`;
      if (where !== 'differing') {
        if (!wanted || (where !== undefined && where !== 'either' && where !== PATHS[side])) return null;
        return found(sentence);
      }
      const key = `${event.step}@${event.occ} ${event.machine}`;
      const match = wanted ? found(`${sentence} on the ${PATHS[side]} path, but not on the other`) : null;
      return pairs.tell(side, key, `${event.from}->${event.to}`, match);
    },
    settle: (passed) => pairs.settle(passed),
  };
}
