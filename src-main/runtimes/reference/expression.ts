import type { BinaryOperator, Expression, FunctionName } from '../../../shared/node/expression.ts';
import type { Imports } from './imports.ts';
import { call, dictionary, type Layout, list, prefixed } from './layout.ts';
import { identifier, pythonLiteral, pythonString } from './python-text.ts';

const BINARY: Readonly<Record<BinaryOperator, string>> = {
  '=>': 'implies',
  OR: 'either',
  AND: 'both',
  '==': 'equal',
  '!=': 'not_equal',
  '<': 'less',
  '<=': 'at_most',
  '>': 'greater',
  '>=': 'at_least',
  IN: 'is_in',
  'NOT IN': 'is_not_in',
  CONTAINS: 'contains',
  '+': 'add',
  '-': 'subtract',
  '*': 'multiply',
  '/': 'divide',
  '//': 'floor_quotient',
  '%': 'modulo',
};
const SHORT_CIRCUIT: ReadonlySet<BinaryOperator> = new Set(['=>', 'OR', 'AND']);

/** What a Python parameter must not hide. */
const HELPERS: readonly string[] = [
  ...Object.values(BINARY),
  ...'field known_field at negation negate is_null is_not_null for_all exists list_of record_of text_of'.split(
    ' ',
  ),
  ...'timestamp decode_base64 lazy_range Decimal Set Key'.split(' '),
];

/** Python's parser refuses source that is nested deeply: what lies below this becomes a function of its own. */
const MAX_DEPTH = 30;

/** Where an expression stands: what its names mean, and where parts of it can be put. */
export interface ExpressionScope {
  readonly imports: Imports;
  /** Names that Python parameters bind (elements, quantifiers), to those parameters. */
  readonly locals: ReadonlyMap<string, string>;
  /** Contracts have unknowns, and `probe`s as steps' conditions have. */
  readonly contract: boolean;
  /** Within `old()`. */
  readonly entry: boolean;
  readonly probes: boolean;
  /** Makes `return body` a function of the module and gives its name. */
  hoist(parameters: readonly string[], body: Layout): string;
}

export function expressionLayout(expression: Expression, scope: ExpressionScope): Layout {
  return write(expression, scope, 0);
}

function write(expression: Expression, scope: ExpressionScope, depth: number): Layout {
  if (depth > MAX_DEPTH && expression.kind !== 'literal' && expression.kind !== 'name') {
    const parameters = ['run', 'v', ...(scope.probes ? ['probe'] : []), ...new Set(scope.locals.values())];
    return call(scope.hoist(parameters, write(expression, scope, 0)), ...parameters);
  }
  const written = writeBare(expression, scope, depth + (expression.probe === undefined ? 1 : 2));
  return expression.probe === undefined || !scope.probes
    ? written
    : call('probe', String(expression.probe), written);
}

function writeBare(expression: Expression, scope: ExpressionScope, depth: number): Layout {
  const { imports } = scope;
  const part = (each: Expression) => write(each, scope, depth);
  const operator = (name: string) => imports.use('operators', name);
  switch (expression.kind) {
    case 'literal':
      return pythonLiteral(expression.value, imports);
    case 'name':
      return (
        scope.locals.get(expression.name) ??
        `${scope.entry ? 'v.old' : 'v'}[${pythonString(expression.name)}]`
      );
    case 'field': {
      const field = operator(scope.contract ? 'known_field' : 'field');
      return call(field, part(expression.target), pythonString(expression.field));
    }
    case 'index':
      return call(operator('at'), part(expression.target), part(expression.index));
    case 'call':
      return functionCall(expression.fn, expression.args.map(part), imports);
    case 'effect':
      return `run.${expression.fn}()`;
    case 'not':
      return call(operator('negation'), part(expression.operand));
    case 'negate':
      return call(operator('negate'), part(expression.operand));
    case 'binary': {
      const right = part(expression.right);
      const lazy = SHORT_CIRCUIT.has(expression.op);
      return call(
        operator(BINARY[expression.op]),
        part(expression.left),
        lazy ? prefixed('lambda: ', right) : right,
      );
    }
    case 'is_null':
      return call(operator(expression.negated ? 'is_not_null' : 'is_null'), part(expression.operand));
    case 'list': {
      const items = expression.items.map(part);
      return scope.contract ? call(operator('list_of'), ...items) : list(items);
    }
    case 'record': {
      const entries = expression.entries.map(({ key, value }) => [pythonString(key), part(value)] as const);
      return scope.contract ? call(operator('record_of'), dictionary(entries)) : dictionary(entries);
    }
    case 'template':
      return call(
        operator('text_of'),
        ...expression.parts.map((each) => (typeof each === 'string' ? pythonString(each) : part(each))),
      );
    case 'quantifier': {
      const name = operator(expression.quantifier === 'FORALL' ? 'for_all' : 'exists');
      const { parameter, inside } = bindLocals(scope, [expression.variable]);
      // Inside a quantifier nothing is probed.
      const body = write(expression.body, { ...inside, probes: false }, depth);
      return call(
        name,
        pythonString(expression.variable),
        part(expression.source),
        prefixed(`lambda ${parameter}: `, body),
      );
    }
    case 'old':
      return write(expression.operand, { ...scope, entry: true }, depth);
  }
}

function functionCall(fn: FunctionName, args: readonly Layout[], imports: Imports): Layout {
  const name = imports.languageFunction(fn.toLowerCase());
  return call(name, ...(fn === 'COALESCE' ? args.map((each) => prefixed('lambda: ', each)) : args));
}

/** Binds names to one Python parameter: a scope for what its function does. */
export function bindLocals(
  scope: ExpressionScope,
  names: readonly string[],
  preferred: string = names.at(-1) as string,
): { parameter: string; inside: ExpressionScope } {
  const inUse = new Set([...scope.locals.values(), ...HELPERS]);
  const parameter = identifier(preferred.replace('$', ''), (candidate) => inUse.has(candidate));
  const locals = new Map(scope.locals);
  for (const name of names) locals.set(name, parameter);
  return { parameter, inside: { ...scope, locals } };
}

/** Does a name stand free in the expression? */
export function usesName(expression: Expression, name: string): boolean {
  switch (expression.kind) {
    case 'literal':
    case 'effect':
      return false;
    case 'name':
      return expression.name === name;
    case 'field':
      return usesName(expression.target, name);
    case 'index':
      return usesName(expression.target, name) || usesName(expression.index, name);
    case 'call':
      return expression.args.some((each) => usesName(each, name));
    case 'not':
    case 'negate':
    case 'is_null':
    case 'old':
      return usesName(expression.operand, name);
    case 'binary':
      return usesName(expression.left, name) || usesName(expression.right, name);
    case 'list':
      return expression.items.some((each) => usesName(each, name));
    case 'record':
      return expression.entries.some((entry) => usesName(entry.value, name));
    case 'template':
      return expression.parts.some((each) => typeof each !== 'string' && usesName(each, name));
    case 'quantifier':
      return (
        usesName(expression.source, name) || (expression.variable !== name && usesName(expression.body, name))
      );
  }
}
