import type { Contract, Program } from '../../../shared/node/program.ts';
import { parseCondition } from '../expression/condition.ts';
import { freeNames } from '../expression/tree.ts';
import { CONTRACTS } from '../schema/node.ts';
import type { YamlNode } from '../yaml/tree.ts';
import { asScalar, type Context, itemsOf, readFields } from './context.ts';
import { looksLikeProse } from './prose.ts';

export function contractsOf(node: YamlNode | undefined, context: Context): Program['contracts'] {
  const fields = node ? readFields(node, CONTRACTS, context) : null;
  const list = (name: string, old: boolean): readonly Contract[] =>
    itemsOf(fields?.get(name)).flatMap((item) => contractOf(item, old, context) ?? []);
  return {
    preconditions: list('preconditions', false),
    invariants: list('invariants', false),
    postconditions: list('postconditions', true),
  };
}

/** A contract that cannot be read stays in the program as prose: it is reported here, and noted by every run. */
function contractOf(node: YamlNode, old: boolean, context: Context): Contract | null {
  const scalar = asScalar(node, 'A contract', context);
  if (!scalar) return null;
  const { condition, errors } = parseCondition(scalar.text, scalar.range, scalar.origin, { old });
  if (condition) {
    const names = new Set(freeNames(condition.expression).map((use) => use.name));
    return { ...condition, prose: false, names: [...names] };
  }
  if (looksLikeProse(scalar.text)) {
    context.findings.add('contract-prose', 'This contract is in words and is not evaluated.', scalar.range);
  } else {
    for (const error of errors)
      context.findings.add('contract-syntax', error.message, error.range, error.suggestion);
  }
  return { prose: true, text: scalar.text, range: scalar.range };
}
