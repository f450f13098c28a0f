import type { Difference } from '../values/diff.ts';
import { compareNumbers, distance, numberText, parseNumber } from '../values/numbers.ts';
import type { AcceptedRule, Divergence, DivergenceKind } from './comparison.ts';
import { compilePattern } from './policy.ts';

/** A difference that was found and that a rule of the ledger accepts; `rule` is that rule's id. */
export type AcceptedDifference = Omit<Divergence, 'events' | 'relation'>;

/** Gives the id of the rule that accepts a difference, if one does. */
export type Accepts = (difference: Pick<Difference, 'path' | 'a' | 'b'>) => string | undefined;

/** The rules of a comparison, ready to ask; null where there are none. */
export class Acceptance {
  readonly #rules: readonly (AcceptedRule & { readonly stepPattern: RegExp; readonly pathPattern: RegExp })[];
  readonly #known = new Map<string, Accepts | null>();

  static of(rules: readonly AcceptedRule[] | undefined): Acceptance | null {
    return rules === undefined || rules.length === 0 ? null : new Acceptance(rules);
  }

  private constructor(rules: readonly AcceptedRule[]) {
    this.#rules = rules.map((rule) => ({
      ...rule,
      stepPattern: compilePattern(rule.step, false),
      pathPattern: compilePattern(rule.path, true),
    }));
  }

  /** The rules for differences of this kind at a step; null where none applies. */
  at(step: string, kind: DivergenceKind): Accepts | null {
    const key = `${kind} ${step}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const here = this.#rules.filter((rule) => rule.kind === kind && rule.stepPattern.test(step));
    const accepts: Accepts | null =
      here.length === 0
        ? null
        : ({ path, a, b }) =>
            here.find(
              (rule) =>
                rule.pathPattern.test(path) && (rule.tolerance === null || isWithin(a, b, rule.tolerance)),
            )?.id;
    this.#known.set(key, accepts);
    return accepts;
  }
}

function isWithin(a: Difference['a'], b: Difference['b'], tolerance: string): boolean {
  const x = a === undefined ? undefined : parseNumber(numberText(a) ?? '');
  const y = b === undefined ? undefined : parseNumber(numberText(b) ?? '');
  const limit = parseNumber(tolerance);
  return (
    x !== undefined && y !== undefined && limit !== undefined && compareNumbers(distance(x, y), limit) <= 0
  );
}
