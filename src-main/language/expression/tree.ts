import type { Expression } from '../../../shared/node/expression.ts';

/** The direct parts of an expression, left to right. */
export function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'literal':
    case 'name':
    case 'effect':
      return [];
    case 'field':
      return [node.target];
    case 'index':
      return [node.target, node.index];
    case 'call':
      return node.args;
    case 'not':
    case 'negate':
    case 'is_null':
    case 'old':
      return [node.operand];
    case 'binary':
      return [node.left, node.right];
    case 'list':
      return node.items;
    case 'record':
      return node.entries.map((entry) => entry.value);
    case 'template':
      return node.parts.filter((part) => typeof part !== 'string');
    case 'quantifier':
      return [node.source, node.body];
  }
}

/** A name that an expression takes from outside itself. */
export interface NameUse {
  readonly name: string;
  readonly node: Expression & { readonly kind: 'name' };
}

/** Every use of a name that no quantifier of the expression binds, left to right. */
export function freeNames(root: Expression): readonly NameUse[] {
  const uses: NameUse[] = [];
  const visit = (node: Expression, bound: readonly string[]): void => {
    if (node.kind === 'name') {
      if (!bound.includes(node.name)) uses.push({ name: node.name, node });
    } else if (node.kind === 'quantifier') {
      visit(node.source, bound);
      visit(node.body, [...bound, node.variable]);
    } else for (const child of childrenOf(node)) visit(child, bound);
  };
  visit(root, []);
  return uses;
}

/** Does any part of the expression satisfy the test? */
export function someNode(root: Expression, test: (node: Expression) => boolean): boolean {
  return test(root) || childrenOf(root).some((child) => someNode(child, test));
}

/** The expression with names replaced; `replace` returns undefined to keep one. Names bound by quantifiers stay. */
export function replaceNames(
  root: Expression,
  replace: (node: Expression & { readonly kind: 'name' }) => Expression | undefined,
): Expression {
  const visit = (node: Expression, bound: readonly string[]): Expression => {
    const go = (child: Expression): Expression => visit(child, bound);
    switch (node.kind) {
      case 'literal':
      case 'effect':
        return node;
      case 'name':
        return bound.includes(node.name) ? node : (replace(node) ?? node);
      case 'field':
        return { ...node, target: go(node.target) };
      case 'index':
        return { ...node, target: go(node.target), index: go(node.index) };
      case 'call':
        return { ...node, args: node.args.map(go) };
      case 'not':
      case 'negate':
      case 'is_null':
      case 'old':
        return { ...node, operand: go(node.operand) };
      case 'binary':
        return { ...node, left: go(node.left), right: go(node.right) };
      case 'list':
        return { ...node, items: node.items.map(go) };
      case 'record':
        return {
          ...node,
          entries: node.entries.map((entry) => ({ key: entry.key, value: go(entry.value) })),
        };
      case 'template':
        return { ...node, parts: node.parts.map((part) => (typeof part === 'string' ? part : go(part))) };
      case 'quantifier':
        return { ...node, source: go(node.source), body: visit(node.body, [...bound, node.variable]) };
    }
  };
  return visit(root, []);
}
