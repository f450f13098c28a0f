import type { Expression } from '../../../shared/node/expression.ts';
import type { Range } from '../../../shared/node/source.ts';
import type { DiagnosticCode } from '../diagnostics.ts';
import { FUNCTIONS } from '../functions.ts';
import { patternProblem } from '../pattern.ts';
import { didYouMean } from '../suggest.ts';
import type { LexProblem } from './lexer.ts';

export interface ExpressionError {
  readonly code: DiagnosticCode;
  readonly message: string;
  readonly range: Range;
  readonly suggestion?: string;
}

export interface ParseOptions {
  /** Is `old()` allowed? */
  readonly old?: boolean;
  /** Is `COUNT(*)` allowed? It becomes a call of COUNT on the name `*`. */
  readonly star?: boolean;
}

export interface ParsedExpression {
  readonly expression: Expression | null;
  readonly errors: readonly ExpressionError[];
  /** Start and end of each node within the text, for quoting parts of it. */
  readonly spans: ReadonlyMap<Expression, readonly [start: number, end: number]>;
}

export const MAX_EXPRESSION_DEPTH = 200;

/** Thrown within the parser only: the place where reading cannot go on. */
export class SyntaxFailure extends Error {
  readonly code: DiagnosticCode;
  readonly problem: LexProblem;
  constructor(problem: LexProblem, code: DiagnosticCode = 'expression-syntax') {
    super(problem.message);
    this.problem = problem;
    this.code = code;
  }
}

export function suggestFunction(name: string): { suggestion?: string } {
  const suggestion = didYouMean(
    name,
    FUNCTIONS.map((spec) => spec.name),
  );
  return suggestion === undefined ? {} : { suggestion };
}

export function arityText(min: number, max: number): string {
  const noun = (n: number): string => `${n} argument${n === 1 ? '' : 's'}`;
  if (max === Number.POSITIVE_INFINITY) return `at least ${noun(min)}`;
  return min === max ? noun(min) : `${min} to ${noun(max)}`;
}

/** What is wrong with a pattern that is written out; null where nothing is, or where it is computed. */
export function patternMessage(pattern: Expression): string | null {
  const problem =
    pattern.kind === 'literal' && typeof pattern.value === 'string' ? patternProblem(pattern.value) : null;
  return problem === null ? null : `The pattern is refused: ${problem}.`;
}
