import type { BinaryOperator, Condition, Expression } from '../../../shared/node/expression.ts';
import type { Range } from '../../../shared/node/source.ts';
import type { Origin } from '../positions.ts';
import { type ExpressionError, type ParseOptions, parseExpression } from './parser.ts';
import { childrenOf } from './tree.ts';

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

function withProbes(root: Expression, slots: ReadonlyMap<Expression, number>): Expression {
  const mark = <T extends Expression>(original: Expression, copy: T): T => {
    const slot = slots.get(original);
    return slot === undefined ? copy : { ...copy, probe: slot };
  };
  const visit = (node: Expression): Expression => {
    switch (node.kind) {
      case 'literal':
      case 'name':
      case 'effect':
      case 'quantifier':
        return mark(node, node);
      case 'field':
        return mark(node, { ...node, target: visit(node.target) });
      case 'index':
        return mark(node, { ...node, target: visit(node.target), index: visit(node.index) });
      case 'call':
        return mark(node, { ...node, args: node.args.map(visit) });
      case 'not':
      case 'negate':
      case 'is_null':
      case 'old':
        return mark(node, { ...node, operand: visit(node.operand) });
      case 'binary':
        return mark(node, { ...node, left: visit(node.left), right: visit(node.right) });
      case 'list':
        return mark(node, { ...node, items: node.items.map(visit) });
      case 'record':
        return mark(node, {
          ...node,
          entries: node.entries.map(({ key, value }) => ({ key, value: visit(value) })),
        });
      case 'template':
        return mark(node, {
          ...node,
          parts: node.parts.map((part) => (typeof part === 'string' ? part : visit(part))),
        });
    }
  };
  return visit(root);
}
