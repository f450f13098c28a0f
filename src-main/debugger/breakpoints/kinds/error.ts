import type { Side } from '../../../../shared/trace/aligned-place.ts';
import { type BreakpointKind, refused, type Watch } from '../types.ts';

const PREFIX = 'error:';

/** `error:CODE`; `*` is any code. At the step that raises it, else where the node ends with it. */
export const error: BreakpointKind = {
  read(spec) {
    if (!spec.startsWith(PREFIX)) return undefined;
    const code = spec.slice(PREFIX.length).trim();
    if (code === '') return refused('Give the error’s code, or *.', PREFIX.length + 1);
    return { ok: true, value: () => watch(code) };
  },
};

function watch(code: string): Watch {
  const raised: Record<Side, Set<string>> = { 0: new Set(), 1: new Set() };
  return {
    kinds: ['error_raised', 'result', 'call_returned'],
    see(side, event, _, found) {
      if (event.kind === 'error_raised') {
        if (code !== '*' && event.error.code !== code) return null;
        raised[side].add(event.error.code);
        return found(`error ${event.error.code} raised: ${event.error.message}`);
      }
      if ((event.kind !== 'result' && event.kind !== 'call_returned') || event.outcome.success) return null;
      const { error } = event.outcome;
      if ((code !== '*' && error.code !== code) || raised[side].has(error.code)) return null;
      return found(`ended with ${error.code}: ${error.message}`);
    },
  };
}
