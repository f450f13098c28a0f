import type { BinaryOperator } from '../../../../shared/node/expression.ts';
import { StepError, typeMismatch } from '../step-error.ts';
import { templateText } from '../values/template-text.ts';
import { capped, checkSize, codePoints, substring } from '../values/text.ts';
import { equal, isArray, MapValue, SetValue, typeName, type Value } from '../values/value.ts';
import { calculate } from './numbers.ts';
import { compare } from './order.ts';

/** Every binary operator but the logical ones, which do not evaluate both sides. */
export type StrictOperator = Exclude<BinaryOperator, 'AND' | 'OR' | '=>'>;

export function applyOperator(op: StrictOperator, a: Value, b: Value): Value {
  switch (op) {
    case '==':
      return equal(a, b);
    case '!=':
      return !equal(a, b);
    case '<':
      return compare(op, a, b) < 0;
    case '<=':
      return compare(op, a, b) <= 0;
    case '>':
      return compare(op, a, b) > 0;
    case '>=':
      return compare(op, a, b) >= 0;
    case 'IN':
      return contains(op, a, b, false);
    case 'NOT IN':
      return !contains(op, a, b, false);
    case 'CONTAINS':
      return contains(op, b, a, true);
    case '+':
      if (typeof a === 'string' && typeof b === 'string') return capped(a + b);
      if (isArray(a) && isArray(b)) {
        checkSize(a.length + b.length);
        return [...a, ...b];
      }
      return calculate(op, a, b);
    default:
      return calculate(op, a, b);
  }
}

function contains(op: string, item: Value, whole: Value, exchanged: boolean): boolean {
  if (isArray(whole)) return whole.some((element) => equal(element, item));
  if (whole instanceof SetValue) return whole.has(item);
  if (whole instanceof MapValue) return whole.get(item) !== undefined;
  if (typeof whole === 'string' && typeof item === 'string') return whole.includes(item);
  const types = [typeName(item), typeName(whole)];
  throw typeMismatch(op, ...(exchanged ? types.reverse() : types));
}

/** `target.field` where the field is there; undefined where a record or map has none of that name. */
export function fieldOf(target: Value, field: string): Value | undefined {
  if (target instanceof MapValue) return target.get(field);
  throw typeMismatch('.field', typeName(target));
}

export function unknownField(field: string): StepError {
  return new StepError('unknown_field', `no field ${field}`, [['field', field]]);
}

export function indexInto(target: Value, index: Value): Value {
  if (target instanceof MapValue) {
    const value = target.get(index);
    if (value === undefined) throw new StepError('index_out_of_range', `no key ${templateText(index)}`);
    return value;
  }
  const isText = typeof target === 'string';
  if ((!isText && !isArray(target)) || typeof index !== 'bigint') {
    throw typeMismatch('[index]', typeName(target), typeName(index));
  }
  const length = isText ? codePoints(target) : target.length;
  if (length === 0) throw new StepError('index_out_of_range', `index ${index} of nothing`);
  if (index < 0n || index >= length) {
    throw new StepError('index_out_of_range', `index ${index} is outside 0..${length - 1}`);
  }
  return isText ? substring(target, Number(index), 1) : (target[Number(index)] as Value);
}
