import type { BinaryOperator } from '../../../shared/node/expression.ts';
import type { Token } from './lexer.ts';

/** Words that name nothing, in any case. */
const RESERVED: readonly string[] = [
  'OR',
  'AND',
  'NOT',
  'IN',
  'CONTAINS',
  'IS',
  'NULL',
  'TRUE',
  'FALSE',
  'FORALL',
  'EXISTS',
];
const RESERVED_SET: ReadonlySet<string> = new Set(RESERVED);
const SYMBOLS: ReadonlySet<string> = new Set(['==', '!=', '<', '<=', '>', '>=']);

export function isReserved(word: string): boolean {
  return RESERVED_SET.has(word.toUpperCase());
}

/** Can this name a variable, input or field that expressions reach by name? */
export function isIdentifier(name: string): boolean {
  return /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) && !isReserved(name);
}

type Comparison =
  | { readonly kind: 'binary'; readonly op: BinaryOperator; readonly length: number }
  | { readonly kind: 'null'; readonly negated: boolean; readonly length: number };

/** The comparison that the next tokens make, and how many of them it takes. */
export function comparisonOperator(first: Token, second: Token, third: Token): Comparison | null {
  if (first.kind === 'symbol')
    return SYMBOLS.has(first.text) ? { kind: 'binary', op: first.text as BinaryOperator, length: 1 } : null;
  if (first.kind !== 'word') return null;
  const words = [first, second, third].map((token) =>
    token.kind === 'word' ? token.text.toUpperCase() : '',
  );
  if (words[0] === 'IN' || words[0] === 'CONTAINS') return { kind: 'binary', op: words[0], length: 1 };
  if (words[0] === 'NOT' && words[1] === 'IN') return { kind: 'binary', op: 'NOT IN', length: 2 };
  if (words[0] === 'IS' && words[1] === 'NULL') return { kind: 'null', negated: false, length: 2 };
  if (words[0] === 'IS' && words[1] === 'NOT' && words[2] === 'NULL')
    return { kind: 'null', negated: true, length: 3 };
  return null;
}
