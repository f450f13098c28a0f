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

/** A copy of the expression whose direct parts are replaced by what `map` makes of them. */
export function mapChildren(node: Expression, map: (child: Expression) => Expression): Expression {
  switch (node.kind) {
    case 'literal':
    case 'name':
    case 'effect':
      return node;
    case 'field':
      return { ...node, target: map(node.target) };
    case 'index':
      return { ...node, target: map(node.target), index: map(node.index) };
    case 'call':
      return { ...node, args: node.args.map(map) };
    case 'not':
    case 'negate':
    case 'is_null':
    case 'old':
      return { ...node, operand: map(node.operand) };
    case 'binary':
      return { ...node, left: map(node.left), right: map(node.right) };
    case 'list':
      return { ...node, items: node.items.map(map) };
    case 'record':
      return { ...node, entries: node.entries.map(({ key, value }) => ({ key, value: map(value) })) };
    case 'template':
      return { ...node, parts: node.parts.map((part) => (typeof part === 'string' ? part : map(part))) };
    case 'quantifier':
      return { ...node, source: map(node.source), body: map(node.body) };
  }
}

/** The expression with free names replaced; `replace` returns undefined to keep one. Probes keep their slots. */
export function replaceNames(
  root: Expression,
  replace: (node: Expression & { readonly kind: 'name' }) => Expression | undefined,
): Expression {
  const visit = (node: Expression, bound: readonly string[]): Expression => {
    if (node.kind === 'name') {
      const replaced = bound.includes(node.name) ? undefined : replace(node);
      if (!replaced) return node;
      return node.probe === undefined ? replaced : { ...replaced, probe: node.probe };
    }
    if (node.kind !== 'quantifier') return mapChildren(node, (child) => visit(child, bound));
    return { ...node, source: visit(node.source, bound), body: visit(node.body, [...bound, node.variable]) };
  };
  return visit(root, []);
}
