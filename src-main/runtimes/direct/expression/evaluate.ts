import type { Expression } from '../../../../shared/node/expression.ts';
import type { Canonical } from '../../../../shared/values/canonical.ts';
import { compareCodePoints } from '../../../../shared/values/canonical.ts';
import { StepError, typeMismatch } from '../step-error.ts';
import { decode, encode } from '../values/codec.ts';
import { templateText } from '../values/template-text.ts';
import { checkSize, joinCapped } from '../values/text.ts';
import { isArray, MapValue, typeName, type Value } from '../values/value.ts';
import { type Context, findLocal, type Local } from './context.ts';
import { iterable } from './elements.ts';
import { callFunction } from './functions.ts';
import { negate } from './numbers.ts';
import { applyOperator, fieldOf, indexInto, unknownField } from './operators.ts';

/** What a contract's expression has where a name or field is missing. */
export const UNKNOWN = Symbol('unknown');
export type Result = Value | typeof UNKNOWN;

const literals = new WeakMap<object, Value>();

/** The value of an expression outside contracts, where nothing is unknown. */
export function compute(expression: Expression, context: Context, locals: Local | null = null): Value {
  return evaluate(expression, context, locals) as Value;
}

export function evaluate(expression: Expression, context: Context, locals: Local | null): Result {
  const value = evaluateNode(expression, context, locals);
  if (expression.probe !== undefined && context.probes !== null && value !== UNKNOWN) {
    context.probes.push([expression.probe, encode(value)]);
  }
  return value;
}

function evaluateNode(expression: Expression, context: Context, locals: Local | null): Result {
  switch (expression.kind) {
    case 'literal':
      return literal(expression.value);
    case 'name':
      return lookUp(expression.name, context, locals);
    case 'field':
      return field(evaluate(expression.target, context, locals), expression.field, context.contract);
    case 'index': {
      const target = evaluate(expression.target, context, locals);
      const index = evaluate(expression.index, context, locals);
      return target === UNKNOWN || index === UNKNOWN ? UNKNOWN : indexInto(target, index);
    }
    case 'call':
      return call(expression, context, locals);
    case 'effect':
      return context.effect(expression.fn);
    case 'not': {
      const operand = truth('NOT', evaluate(expression.operand, context, locals));
      return operand === UNKNOWN ? UNKNOWN : !operand;
    }
    case 'negate': {
      const operand = evaluate(expression.operand, context, locals);
      return operand === UNKNOWN ? UNKNOWN : negate(operand);
    }
    case 'binary':
      return binary(expression, context, locals);
    case 'is_null': {
      const operand = evaluate(expression.operand, context, locals);
      return operand === UNKNOWN ? UNKNOWN : (operand === null) !== expression.negated;
    }
    case 'list': {
      checkSize(expression.items.length);
      return all(expression.items, context, locals);
    }
    case 'record': {
      const values = all(
        expression.entries.map((entry) => entry.value),
        context,
        locals,
      );
      if (values === UNKNOWN) return UNKNOWN;
      return MapValue.ofRecord(expression.entries.map((entry, i) => [entry.key, values[i] as Value]));
    }
    case 'template':
      return template(expression.parts, context, locals);
    case 'quantifier':
      return quantifier(expression, context, locals);
    case 'old':
      return evaluate(expression.operand, context.atEntry(), locals);
  }
}

function literal(canonical: Canonical): Value {
  if (typeof canonical !== 'object' || canonical === null) return decode(canonical);
  let value = literals.get(canonical);
  if (value === undefined) {
    value = decode(canonical);
    literals.set(canonical, value);
  }
  return value;
}

function lookUp(name: string, context: Context, locals: Local | null): Result {
  const local = findLocal(locals, name);
  if (local !== null) return local.value;
  const value = context.resolve(name);
  if (value !== undefined) return value;
  if (context.contract) return UNKNOWN;
  const known = new Set(context.names());
  for (let inner = locals; inner !== null; inner = inner.outer) known.add(inner.name);
  const names = [...known].filter((each) => !each.startsWith('$')).sort(compareCodePoints);
  const scope = names.length === 0 ? 'nothing' : names.join(', ');
  throw new StepError('unbound_name', `${name} is not bound; in scope: ${scope}`, [['name', name]]);
}

function field(target: Result, name: string, contract: boolean): Result {
  if (target === UNKNOWN) return UNKNOWN;
  if (isArray(target)) {
    const values: Value[] = [];
    let unknown = false;
    for (const element of target) {
      const value = element === null ? null : field(element, name, contract);
      if (value === UNKNOWN) unknown = true;
      else values.push(value);
    }
    return unknown ? UNKNOWN : values;
  }
  if (target === null && contract) return UNKNOWN;
  const value = fieldOf(target, name);
  if (value !== undefined) return value;
  if (contract) return UNKNOWN;
  throw unknownField(name);
}

/** The values of all expressions, in order; unknown where one of them is. */
function all(
  expressions: readonly Expression[],
  context: Context,
  locals: Local | null,
): readonly Value[] | typeof UNKNOWN {
  const values: Value[] = [];
  let unknown = false;
  for (const expression of expressions) {
    const value = evaluate(expression, context, locals);
    if (value === UNKNOWN) unknown = true;
    else values.push(value);
  }
  return unknown ? UNKNOWN : values;
}

function call(
  { fn, args }: Extract<Expression, { kind: 'call' }>,
  context: Context,
  locals: Local | null,
): Result {
  if (fn === 'COALESCE') {
    for (const arg of args) {
      const value = evaluate(arg, context, locals);
      if (value !== null) return value;
    }
    return null;
  }
  const values = all(args, context, locals);
  return values === UNKNOWN ? UNKNOWN : callFunction(fn, values);
}

/** An operand of logic: a boolean, or unknown. */
function truth(op: string, value: Result): boolean | typeof UNKNOWN {
  if (typeof value === 'boolean' || value === UNKNOWN) return value;
  throw typeMismatch(op, typeName(value));
}

function binary(
  { op, left, right }: Extract<Expression, { kind: 'binary' }>,
  context: Context,
  locals: Local | null,
): Result {
  const a = evaluate(left, context, locals);
  if (op !== 'AND' && op !== 'OR' && op !== '=>') {
    const b = evaluate(right, context, locals);
    return a === UNKNOWN || b === UNKNOWN ? UNKNOWN : applyOperator(op, a, b);
  }
  const first = truth(op, a);
  // The left side that decides, and what it decides.
  if (first === (op === 'OR')) return op !== 'AND';
  const second = truth(op, evaluate(right, context, locals));
  if (second === (op !== 'AND')) return second;
  return first === UNKNOWN ? UNKNOWN : second;
}

function template(parts: readonly (string | Expression)[], context: Context, locals: Local | null): Result {
  const texts: string[] = [];
  let unknown = false;
  for (const part of parts) {
    const value = typeof part === 'string' ? part : evaluate(part, context, locals);
    if (value === UNKNOWN) unknown = true;
    else texts.push(typeof part === 'string' ? part : templateText(value));
  }
  return unknown ? UNKNOWN : joinCapped(texts, '');
}

function quantifier(
  { quantifier: name, variable, source, body }: Extract<Expression, { kind: 'quantifier' }>,
  context: Context,
  locals: Local | null,
): Result {
  const items = evaluate(source, context, locals);
  if (items === UNKNOWN) return UNKNOWN;
  const decides = name === 'EXISTS';
  let unknown = false;
  for (const value of iterable(name, items)) {
    const held = truth(name, evaluate(body, context, { name: variable, value, outer: locals }));
    if (held === decides) return decides;
    if (held === UNKNOWN) unknown = true;
  }
  return unknown ? UNKNOWN : !decides;
}
