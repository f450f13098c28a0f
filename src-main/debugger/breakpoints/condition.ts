import type { Expression } from '../../../shared/node/expression.ts';
import { parseExpression } from '../../language/expression/parser.ts';
import { splitTemplate } from '../../language/expression/template.ts';
import { childrenOf, freeNames, mapChildren } from '../../language/expression/tree.ts';
import { textOrigin } from '../../language/positions.ts';
import type { Context } from '../../runtimes/direct/expression/context.ts';
import { evaluate, UNKNOWN } from '../../runtimes/direct/expression/evaluate.ts';
import { StepError } from '../../runtimes/direct/step-error.ts';
import { templateText } from '../../runtimes/direct/values/template-text.ts';
import type { Scope } from './scope.ts';
import { type Read, refused } from './types.ts';

/** Elements that the quantifiers of one evaluation may look at, all together. */
const MAX_ELEMENTS = 10_000;

/** A name of no text: each look at an element reads it, and so is counted. */
const TICK = '$element';

export interface Condition {
  /** Names that it reads from outside itself. */
  readonly reads: ReadonlySet<string>;
  /** False where it is unknown, fails, or would take too long: a breakpoint never disturbs what it watches. */
  isMet(scope: Scope): boolean;
}

export function readCondition(text: string): Read<Condition> {
  const read = readObserving(text, 'A breakpoint');
  if (!read.ok) return read;
  const expression = counted(read.value);
  const reads = new Set(freeNames(read.value).map(({ name }) => name));
  return {
    ok: true,
    value: { reads, isMet: (scope) => result(expression, scope) === true },
  };
}

/** An expression that only looks at what is there; `who` is named where it is refused. */
export function readObserving(text: string, who: string): Read<Expression> {
  const parsed = parseExpression(text, textOrigin(text));
  const [error] = parsed.errors;
  if (parsed.expression === null)
    return refused(error?.message ?? 'The expression cannot be read.', error?.range.column);
  const problem = unfit(parsed.expression, who);
  return problem
    ? refused(problem.message, problem.node.range.column)
    : { ok: true, value: parsed.expression };
}

export type LogMessage = (scope: Scope) => string;

/** The template of a log point; what is unknown when it is written is `?`. */
export function readLogMessage(text: string): Read<LogMessage> {
  const { parts, errors } = splitTemplate(text, textOrigin(text));
  const [error] = errors;
  if (error) return refused(error.message, error.range.column);
  for (const part of parts) {
    const problem = typeof part === 'string' ? null : unfit(part.expression, 'A breakpoint');
    if (problem && typeof part !== 'string') return refused(problem.message, part.start + 1);
  }
  const pieces = parts.map((part) => (typeof part === 'string' ? part : counted(part.expression)));
  return {
    ok: true,
    value: (scope) =>
      pieces.map((piece) => (typeof piece === 'string' ? piece : shown(piece, scope))).join(''),
  };
}

function shown(expression: Expression, scope: Scope): string {
  const value = result(expression, scope);
  return value === UNKNOWN ? '?' : templateText(value);
}

function result(expression: Expression, scope: Scope): ReturnType<typeof evaluate> {
  try {
    return evaluate(expression, contextOf(scope, true), null);
  } catch (error) {
    if (error instanceof StepError || error instanceof RangeError) return UNKNOWN;
    throw error;
  }
}

/** `contract`: what is not bound is unknown, and no error. */
export function contextOf(scope: Scope, contract: boolean): Context {
  let elements = 0;
  const context: Context = {
    contract,
    probes: null,
    resolve: (name) => {
      if (name !== TICK) return scope.resolve(name);
      if (++elements > MAX_ELEMENTS) throw new RangeError('too many elements');
      return true;
    },
    names: () => [],
    atEntry: () => context,
    effect: (fn) => {
      throw new RangeError(`${fn} is an effect`);
    },
  };
  return context;
}

/** What somebody who only looks must not do: ask the outside world, or make lists of their own. */
function unfit(
  node: Expression,
  who: string,
): { readonly message: string; readonly node: Expression } | null {
  if (node.kind === 'effect') return { node, message: `${who} has no effects: ${node.fn}() is not for it.` };
  if (node.kind === 'call' && node.fn === 'RANGE')
    return { node, message: `${who} looks at lists that are there: RANGE is not for it.` };
  for (const child of childrenOf(node)) {
    const problem = unfit(child, who);
    if (problem) return problem;
  }
  return null;
}

/** The same expression, whose quantifiers count the elements that they look at. */
export function counted(node: Expression): Expression {
  const inner = mapChildren(node, counted);
  if (inner.kind !== 'quantifier') return inner;
  const { range } = inner.body;
  const tick: Expression = { kind: 'name', name: TICK, range };
  return { ...inner, body: { kind: 'binary', op: 'AND', left: tick, right: inner.body, range } };
}
