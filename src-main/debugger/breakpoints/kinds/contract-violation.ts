import type { ContractKind } from '../../../../shared/trace/event.ts';
import { Pairs } from '../pairs.ts';
import { type BreakpointKind, PATHS, refused, type Watch } from '../types.ts';

const WHERE: readonly string[] = ['one_path', ...PATHS];
const KINDS: readonly string[] = [
  'constraint',
  'precondition',
  'invariant',
  'postcondition',
] satisfies ContractKind[];

interface Wanted {
  readonly where: string | undefined;
  readonly contract: string | undefined;
}

/** `contract_violation[:one_path|reference|direct][:precondition|…]`. */
export const contractViolation: BreakpointKind = {
  read(spec) {
    const [name, ...words] = spec.split(':');
    if (name !== 'contract_violation') return undefined;
    const unknown = words.find((word) => !WHERE.includes(word) && !KINDS.includes(word));
    if (unknown !== undefined || words.length > 2)
      return refused(
        `${unknown ?? words[2]} does not belong here: give ${WHERE.join(', ')}, or ${KINDS.join(', ')}.`,
        spec.indexOf(unknown ?? '') + 1,
      );
    const wanted = {
      where: words.find((word) => WHERE.includes(word)),
      contract: words.find((word) => KINDS.includes(word)),
    };
    return { ok: true, value: () => watch(wanted) };
  },
};

function watch({ where, contract }: Wanted): Watch {
  const pairs = new Pairs();
  return {
    kinds: ['contract'],
    see(side, event, _, found) {
      if (event.kind !== 'contract' || (contract !== undefined && event.contract !== contract)) return null;
      const violated = event.verdict === 'violated';
      const sentence = `${event.contract} violated: ${event.text}`;
      if (where !== 'one_path')
        return violated && (where === undefined || PATHS[side] === where) ? found(sentence) : null;
      const key = `${event.step}@${event.occ} ${event.contract} ${event.subject} ${event.index} ${event.text}`;
      const match = violated ? found(`${sentence}, on the ${PATHS[side]} path only`) : null;
      return pairs.tell(side, key, String(violated), match);
    },
    settle: (passed) => pairs.settle(passed),
  };
}
