import type {
  BinaryOperator,
  EffectFunction,
  Expression,
  FunctionName,
} from '../../../shared/node/expression.ts';
import type { DiagnosticCode } from '../diagnostics.ts';
import { functionNamed } from '../functions.ts';
import { readNumber } from '../numbers.ts';
import type { Origin } from '../positions.ts';
import { type LexProblem, lex, type Token } from './lexer.ts';
import {
  arityText,
  type ExpressionError,
  MAX_EXPRESSION_DEPTH,
  type ParsedExpression,
  type ParseOptions,
  patternMessage,
  SyntaxFailure,
  suggestFunction,
} from './result.ts';
import { comparisonOperator, isReserved } from './words.ts';

/** Reads one expression. Never throws; `origin` maps offsets of `text` to places in the file. */
export function parseExpression(text: string, origin: Origin, options: ParseOptions = {}): ParsedExpression {
  const lexed = lex(text);
  return parseTokens(text, lexed.tokens, lexed.problem, origin, options);
}

/** Reads tokens already made (those of a placeholder, too). */
export function parseTokens(
  text: string,
  tokens: readonly Token[],
  problem: LexProblem | null,
  origin: Origin,
  options: ParseOptions,
): ParsedExpression {
  const errors: ExpressionError[] = [];
  const spans = new Map<Expression, readonly [number, number]>();
  const report = (code: DiagnosticCode, { message, start, end, suggestion }: LexProblem): void => {
    errors.push({
      code,
      message,
      range: origin.range(start, end),
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  };
  if (problem) {
    report('expression-syntax', problem);
    return { expression: null, errors, spans };
  }
  let expression: Expression | null = null;
  try {
    expression = createParser(tokens, origin, options, spans, report).whole(text);
  } catch (failure) {
    if (!(failure instanceof SyntaxFailure)) throw failure;
    report(failure.code, failure.problem);
  }
  return { expression: errors.length > 0 ? null : expression, errors, spans };
}

type Unplaced = Expression extends infer E
  ? E extends Expression
    ? Omit<E, 'range' | 'probe'>
    : never
  : never;

function createParser(
  tokens: readonly Token[],
  origin: Origin,
  options: ParseOptions,
  spans: Map<Expression, readonly [number, number]>,
  report: (code: DiagnosticCode, problem: LexProblem) => void,
) {
  let at = 0;
  let nesting = 0;
  const depths = new Map<Expression, number>();
  const peek = (ahead = 0): Token => tokens[Math.min(at + ahead, tokens.length - 1)] as Token;
  const next = (): Token => {
    const token = peek();
    if (at < tokens.length - 1) at++;
    return token;
  };
  const isSymbol = (text: string, ahead = 0): boolean =>
    peek(ahead).kind === 'symbol' && peek(ahead).text === text;
  const isWord = (text: string, ahead = 0): boolean =>
    peek(ahead).kind === 'word' && peek(ahead).text.toUpperCase() === text;
  const fail = (message: string, token: Token, suggestion?: string): never => {
    throw new SyntaxFailure({
      message,
      start: token.start,
      end: token.end,
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  };
  const shown = (token: Token): string =>
    token.kind === 'end' ? 'the end' : token.kind === 'string' ? 'a string' : token.text;
  const need = (text: string, where: string): Token =>
    isSymbol(text) ? next() : fail(`Expected ${text} ${where}, found ${shown(peek())}.`, peek());
  const startOf = (node: Expression): number => spans.get(node)?.[0] ?? 0;
  const endOf = (node: Expression): number => spans.get(node)?.[1] ?? 0;
  const tooDeep = (start: number, end: number): never => {
    throw new SyntaxFailure(
      {
        message: `The expression is nested deeper than ${MAX_EXPRESSION_DEPTH} levels.`,
        start,
        end,
        suggestion: 'Split it over several steps.',
      },
      'expression-too-deep',
    );
  };
  const make = (
    start: number,
    end: number,
    node: Unplaced,
    children: readonly Expression[] = [],
  ): Expression => {
    const made = { ...node, range: origin.range(start, end) } as Expression;
    const depth = 1 + children.reduce((deepest, child) => Math.max(deepest, depths.get(child) ?? 0), 0);
    if (depth > MAX_EXPRESSION_DEPTH) tooDeep(start, end);
    depths.set(made, depth);
    spans.set(made, [start, end]);
    return made;
  };
  const binary = (op: BinaryOperator, left: Expression, right: Expression): Expression =>
    make(startOf(left), endOf(right), { kind: 'binary', op, left, right }, [left, right]);

  const nested = <T>(read: () => T): T => {
    if (++nesting > MAX_EXPRESSION_DEPTH) tooDeep(peek().start, peek().end);
    const result = read();
    nesting--;
    return result;
  };

  const expression = (): Expression => nested(implies);
  const implies = (): Expression => {
    const left = or();
    if (!isSymbol('=>')) return left;
    next();
    return binary('=>', left, nested(implies));
  };
  const or = (): Expression => {
    let left = and();
    while (isWord('OR')) {
      next();
      left = binary('OR', left, and());
    }
    return left;
  };
  const and = (): Expression => {
    let left = not();
    while (isWord('AND')) {
      next();
      left = binary('AND', left, not());
    }
    return left;
  };
  const not = (): Expression => {
    if (!isWord('NOT')) return comparison();
    const token = next();
    const operand = nested(not);
    return make(token.start, endOf(operand), { kind: 'not', operand }, [operand]);
  };
  const comparison = (): Expression => {
    const left = additive();
    const found = comparisonOperator(peek(), peek(1), peek(2));
    if (!found) return left;
    for (let i = 0; i < found.length; i++) next();
    const result =
      found.kind === 'null'
        ? make(
            startOf(left),
            (tokens[at - 1] as Token).end,
            { kind: 'is_null', negated: found.negated, operand: left },
            [left],
          )
        : binary(found.op, left, additive());
    if (comparisonOperator(peek(), peek(1), peek(2))) {
      fail('Comparisons do not chain.', peek(), 'Join two comparisons with AND.');
    }
    return result;
  };
  const additive = (): Expression => {
    let left = multiplicative();
    while (isSymbol('+') || isSymbol('-')) {
      const op = next().text as BinaryOperator;
      left = binary(op, left, multiplicative());
    }
    return left;
  };
  const multiplicative = (): Expression => {
    let left = unary();
    while (isSymbol('*') || isSymbol('/') || isSymbol('//') || isSymbol('%')) {
      const op = next().text as BinaryOperator;
      left = binary(op, left, unary());
    }
    return left;
  };
  const unary = (): Expression => {
    if (!isSymbol('-')) return postfix();
    const minus = next();
    if (peek().kind === 'number') {
      const token = peek();
      const value = numberValue(`-${token.text}`, token);
      if (!isSymbol('.', 1) && !isSymbol('[', 1)) {
        next();
        return make(minus.start, token.end, { kind: 'literal', value });
      }
    }
    const operand = nested(unary);
    return make(minus.start, endOf(operand), { kind: 'negate', operand }, [operand]);
  };
  const postfix = (): Expression => {
    let target = primary();
    for (;;) {
      if (isSymbol('.')) {
        next();
        const field =
          peek().kind === 'word'
            ? next()
            : fail(`Expected a field name after the point, found ${shown(peek())}.`, peek());
        target = make(startOf(target), field.end, { kind: 'field', target, field: field.text }, [target]);
      } else if (isSymbol('[')) {
        next();
        const index = expression();
        const close = need(']', 'after the index');
        target = make(startOf(target), close.end, { kind: 'index', target, index }, [target, index]);
      } else return target;
    }
  };
  const numberValue = (text: string, token: Token) => {
    const reading = readNumber(text);
    if (reading && 'value' in reading) return reading.value;
    report('invalid-number', {
      message: `The number ${text.slice(0, 50)} is ${reading?.problem ?? 'not readable'}.`,
      start: token.start,
      end: token.end,
    });
    return 0;
  };
  const primary = (): Expression => {
    const token = peek();
    if (token.kind === 'number') {
      next();
      // The largest magnitude is only reachable through its sign, which `unary` has read together with the number.
      return make(token.start, token.end, { kind: 'literal', value: numberValue(token.text, token) });
    }
    if (token.kind === 'string') {
      next();
      return make(token.start, token.end, { kind: 'literal', value: token.text });
    }
    if (isSymbol('(')) {
      next();
      const inner = expression();
      need(')', 'to close the bracket');
      return inner;
    }
    if (isSymbol('[')) return list();
    if (isSymbol('{')) return record();
    if (token.kind === 'word') return word();
    if (token.kind === 'end') return fail('The expression ends too early.', token);
    return fail(`Unexpected ${shown(token)}.`, token);
  };
  const list = (): Expression => {
    const open = next();
    const items = separated(']', expression);
    const close = need(']', 'to close the list');
    return make(open.start, close.end, { kind: 'list', items }, items);
  };
  const record = (): Expression => {
    const open = next();
    const keys = new Set<string>();
    const entries = separated('}', () => {
      const key =
        peek().kind === 'word' || peek().kind === 'string'
          ? next()
          : fail(`Expected a key, found ${shown(peek())}.`, peek());
      if (keys.has(key.text)) fail(`The key ${key.text} stands here a second time.`, key);
      keys.add(key.text);
      need(':', 'after the key');
      return { key: key.text, value: expression() };
    });
    const close = need('}', 'to close the record');
    return make(
      open.start,
      close.end,
      { kind: 'record', entries },
      entries.map((entry) => entry.value),
    );
  };
  const separated = <T>(close: string, item: () => T): T[] => {
    const items: T[] = [];
    while (!isSymbol(close)) {
      items.push(item());
      if (!isSymbol(',')) break;
      next();
    }
    return items;
  };
  const word = (): Expression => {
    const token = next();
    const upper = token.text.toUpperCase();
    if (upper === 'TRUE' || upper === 'FALSE')
      return make(token.start, token.end, { kind: 'literal', value: upper === 'TRUE' });
    if (upper === 'NULL') return make(token.start, token.end, { kind: 'literal', value: null });
    if (upper === 'FORALL' || upper === 'EXISTS') return quantifier(token, upper);
    if (isReserved(upper)) fail(`${token.text} does not belong here.`, token);
    if (isSymbol('(')) return call(token);
    return make(token.start, token.end, { kind: 'name', name: token.text });
  };
  const quantifier = (token: Token, quantifier: 'FORALL' | 'EXISTS'): Expression => {
    const variable = peek();
    if (variable.kind !== 'word' || isReserved(variable.text.toUpperCase()))
      fail(`Expected a name after ${quantifier}, found ${shown(variable)}.`, variable);
    next();
    if (!isWord('IN'))
      fail(
        `Expected IN after ${variable.text}, found ${shown(peek())}.`,
        peek(),
        `Write ${quantifier} ${variable.text} IN items: condition.`,
      );
    next();
    const source = expression();
    need(':', `after what ${variable.text} ranges over`);
    const body = expression();
    return make(
      token.start,
      endOf(body),
      { kind: 'quantifier', quantifier, variable: variable.text, source, body },
      [source, body],
    );
  };
  const call = (token: Token): Expression => {
    const open = next();
    const spec = functionNamed(token.text);
    if (spec?.name === 'COUNT' && isSymbol('*') && isSymbol(')', 1)) return countAll(token, open);
    const args = separated(')', expression);
    const close = need(')', 'to close the arguments');
    if (!spec) {
      report('unknown-function', {
        message: `There is no function ${token.text}.`,
        start: token.start,
        end: token.end,
        ...suggestFunction(token.text),
      });
      return make(token.start, close.end, { kind: 'literal', value: null });
    }
    if (args.length < spec.min || args.length > spec.max) {
      report('wrong-arguments', {
        message: `${spec.name} takes ${arityText(spec.min, spec.max)}, here are ${args.length}.`,
        start: token.start,
        end: close.end,
        suggestion: `Write ${spec.signature.split(' -> ')[0]}.`,
      });
    }
    if (spec.kind === 'effect')
      return make(token.start, close.end, { kind: 'effect', fn: spec.name as EffectFunction });
    if (spec.kind === 'special') {
      if (!options.old)
        report('misplaced-old', {
          message: 'old() is for postconditions only.',
          start: token.start,
          end: token.end,
        });
      const operand = args[0] ?? make(token.start, close.end, { kind: 'literal', value: null });
      return make(token.start, close.end, { kind: 'old', operand }, [operand]);
    }
    if (spec.name === 'MATCHES') checkPatternArgument(args[1]);
    return make(token.start, close.end, { kind: 'call', fn: spec.name as FunctionName, args }, args);
  };
  const countAll = (token: Token, open: Token): Expression => {
    const star = next();
    const close = next();
    if (!options.star)
      fail(
        'COUNT(*) is for aggregations.',
        { ...star, start: open.start, end: close.end },
        'Write COUNT(xs) or LEN(xs).',
      );
    const all = make(star.start, star.end, { kind: 'name', name: '*' });
    return make(token.start, close.end, { kind: 'call', fn: 'COUNT', args: [all] }, [all]);
  };
  const checkPatternArgument = (pattern: Expression | undefined): void => {
    const message = pattern ? patternMessage(pattern) : null;
    if (pattern && message !== null) {
      report('invalid-pattern', { message, start: startOf(pattern), end: endOf(pattern) });
    }
  };

  return {
    whole(text: string): Expression {
      if (peek().kind === 'end')
        fail(text.trim() === '' ? 'The expression is empty.' : 'The expression ends too early.', peek());
      const result = expression();
      if (peek().kind !== 'end') fail(`Unexpected ${shown(peek())} after the expression.`, peek());
      return result;
    },
  };
}
