import type { BinaryOperator, Expression } from '../../../shared/node/expression.ts';
import { type Canonical, isCanonicalObject, tagOf } from '../../../shared/values/canonical.ts';

const LEVEL: Readonly<Record<BinaryOperator, number>> = {
  '=>': 1,
  OR: 2,
  AND: 3,
  '==': 5,
  '!=': 5,
  '<': 5,
  '<=': 5,
  '>': 5,
  '>=': 5,
  IN: 5,
  'NOT IN': 5,
  CONTAINS: 5,
  '+': 6,
  '-': 6,
  '*': 7,
  '/': 7,
  '//': 7,
  '%': 7,
};
const NOT = 4;
const COMPARISON = 5;
const UNARY = 8;
const PRIMARY = 9;

/** An expression as text that reads back as the same expression. */
export function formatExpression(node: Expression): string {
  return write(node, 0);
}

function write(node: Expression, least: number): string {
  const [text, level] = parts(node);
  return level < least ? `(${text})` : text;
}

/** Text and how tightly it binds. */
function parts(node: Expression): readonly [text: string, level: number] {
  switch (node.kind) {
    case 'literal':
      return literal(node.value);
    case 'name':
      return [node.name === '$group' ? 'group' : node.name, PRIMARY];
    case 'field':
      if (node.target.kind === 'name' && node.target.name === '$group') return [node.field, PRIMARY];
      return [`${write(node.target, PRIMARY)}.${node.field}`, PRIMARY];
    case 'index':
      return [`${write(node.target, PRIMARY)}[${write(node.index, 0)}]`, PRIMARY];
    case 'call':
      return [`${node.fn}(${node.args.map((arg) => write(arg, 0)).join(', ')})`, PRIMARY];
    case 'effect':
      return [`${node.fn}()`, PRIMARY];
    case 'old':
      return [`old(${write(node.operand, 0)})`, PRIMARY];
    case 'not':
      return [`NOT ${write(node.operand, NOT)}`, NOT];
    case 'negate':
      return [
        `-${node.operand.kind === 'literal' ? `(${write(node.operand, 0)})` : write(node.operand, UNARY)}`,
        UNARY,
      ];
    case 'is_null':
      return [`${write(node.operand, COMPARISON + 1)} IS ${node.negated ? 'NOT ' : ''}NULL`, COMPARISON];
    case 'binary':
      return binary(node);
    case 'list':
      return [`[${node.items.map((item) => write(item, 0)).join(', ')}]`, PRIMARY];
    case 'record':
      return [
        `{${node.entries.map(({ key, value }) => `${recordKey(key)}: ${write(value, 0)}`).join(', ')}}`,
        PRIMARY,
      ];
    case 'template':
      return [
        node.parts
          .map((part) => (typeof part === 'string' ? part.replace(/[{}]/g, '$&$&') : `{${write(part, 0)}}`))
          .join(''),
        PRIMARY,
      ];
    case 'quantifier':
      return [`${node.quantifier} ${node.variable} IN ${write(node.source, 0)}: ${write(node.body, 0)}`, 0];
  }
}

function binary({ op, left, right }: Expression & { readonly kind: 'binary' }): readonly [string, number] {
  const level = LEVEL[op];
  const rightAssociative = op === '=>';
  const chains = level === COMPARISON;
  const first = write(left, rightAssociative || chains ? level + 1 : level);
  const second = write(right, rightAssociative ? level : level + 1);
  return [`${first} ${op} ${second}`, level];
}

function recordKey(key: string): string {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(key) ? key : JSON.stringify(key);
}

/** Negative numbers bind like a unary minus. */
function literal(value: Canonical): readonly [string, number] {
  if (typeof value === 'string')
    return [
      JSON.stringify(value).replace(/\\[bf]/g, (control) => (control === '\\b' ? '\\u0008' : '\\u000c')),
      PRIMARY,
    ];
  if (value === null || typeof value === 'boolean') return [String(value), PRIMARY];
  const tagged = isCanonicalObject(value) ? tagOf(value) : undefined;
  const number =
    typeof value === 'number'
      ? String(value)
      : tagged && typeof tagged.payload === 'string'
        ? decimalLiteral(tagged)
        : null;
  if (number !== null) return [number, number.startsWith('-') ? UNARY : PRIMARY];
  return [JSON.stringify(value), PRIMARY];
}

/** A decimal without a point would read back as an integer. */
function decimalLiteral({ tag, payload }: { tag: string; payload: Canonical }): string {
  const text = String(payload);
  return tag === '$decimal' && /^-?[0-9]+$/.test(text) ? `${text}e0` : text;
}
