import type { BinaryOperator, Condition, Expression } from '../../../shared/node/expression.ts';
import type { Range } from '../../../shared/node/source.ts';
import type { Origin } from '../positions.ts';
import { parseExpression } from './parser.ts';
import type { ExpressionError, ParseOptions } from './result.ts';
import { childrenOf, mapChildren } from './tree.ts';

const LOGICAL: ReadonlySet<BinaryOperator> = new Set(['=>', 'OR', 'AND']);
const COMPARISONS: ReadonlySet<BinaryOperator> = new Set([
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'IN',
  'NOT IN',
  'CONTAINS',
]);

/** Reads a boolean expression and numbers the parts whose values are worth showing. */
export function parseCondition(
  text: string,
  range: Range,
  origin: Origin,
  options: ParseOptions = {},
): { readonly condition: Condition | null; readonly errors: readonly ExpressionError[] } {
  const { expression, errors, spans } = parseExpression(text, origin, options);
  if (!expression) return { condition: null, errors };
  const probes: string[] = [];
  const slots = new Map<Expression, number>();
  const probe = (node: Expression): void => {
    if (node.kind === 'literal' || slots.has(node)) return;
    const [start, end] = spans.get(node) as readonly [number, number];
    slots.set(node, probes.length);
    probes.push(text.slice(start, end));
  };
  const visit = (node: Expression, boolean: boolean): void => {
    if (node.kind === 'binary' && LOGICAL.has(node.op)) {
      visit(node.left, true);
      visit(node.right, true);
      return;
    }
    if (node.kind === 'not') {
      visit(node.operand, true);
      return;
    }
    const compares = (node.kind === 'binary' && COMPARISONS.has(node.op)) || node.kind === 'is_null';
    if (compares) for (const operand of childrenOf(node)) probe(operand);
    else if (boolean) probe(node);
    if (node.kind === 'quantifier') return;
    for (const child of childrenOf(node)) visit(child, false);
  };
  visit(expression, true);
  return { condition: { text, expression: withProbes(expression, slots), probes, range }, errors };
}

/** Quantifiers are probed as a whole: what is inside has no single value. */
function withProbes(root: Expression, slots: ReadonlyMap<Expression, number>): Expression {
  const visit = (node: Expression): Expression => {
    const copy = node.kind === 'quantifier' ? node : mapChildren(node, visit);
    const slot = slots.get(node);
    return slot === undefined ? copy : { ...copy, probe: slot };
  };
  return visit(root);
}
