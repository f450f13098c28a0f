import { readCondition } from '../condition.ts';
import type { BreakpointKind, Read, Watch } from '../types.ts';

/** Every text that is of no other kind. */
interface AnySpec extends BreakpointKind {
  read(spec: string): Read<() => Watch>;
}

/** A condition of its own: hits where it becomes true, looked at only when something that it reads has changed. */
export const expression: AnySpec = {
  read(spec) {
    const condition = readCondition(spec);
    if (!condition.ok) return condition;
    const { reads, isMet } = condition.value;
    return {
      ok: true,
      value: () => {
        // One for each node that is running: a call leaves the names of its caller as they are.
        const met: [boolean[], boolean[]] = [[], []];
        return {
          reads,
          kinds: [
            'inputs_bound',
            'assigned',
            'bound',
            'iteration',
            'error_raised',
            'error_handled',
            'step_left',
            'result',
          ],
          see(side, event, scope, found) {
            const before = event.kind !== 'inputs_bound' && met[side][scope.depth] === true;
            const now = isMet(scope);
            met[side][scope.depth] = now;
            return now && !before ? found(`${spec} became true`) : null;
          },
        };
      },
    };
  },
};
