import { BigDecimal } from 'bigdecimal.js';
import { StepError, typeMismatch } from '../step-error.ts';
import * as decimal from '../values/decimal.ts';
import { typeName, type Value } from '../values/value.ts';

export type Numeric = bigint | BigDecimal;
export type NumericOperator = '+' | '-' | '*' | '/' | '//' | '%';

export function isNumber(value: Value): value is Numeric {
  return typeof value === 'bigint' || value instanceof BigDecimal;
}

export function toDecimal(value: Numeric): BigDecimal {
  return typeof value === 'bigint' ? decimal.fromInteger(value) : value;
}

/** An integer within 64 bits. */
export function integer(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new StepError('integer_overflow', 'integer overflow');
  return value;
}

export function compareNumbers(a: Numeric, b: Numeric): number {
  if (typeof a === 'bigint' && typeof b === 'bigint') return a < b ? -1 : a > b ? 1 : 0;
  return toDecimal(a).compareTo(toDecimal(b));
}

export function negate(value: Value): Value {
  if (typeof value === 'bigint') return integer(-value);
  if (value instanceof BigDecimal) return value.negate();
  throw typeMismatch('-', typeName(value));
}

export function calculate(op: NumericOperator, a: Value, b: Value): Value {
  if (typeof a === 'bigint' && typeof b === 'bigint') return calculateIntegers(op, a, b);
  if (!isNumber(a) || !isNumber(b)) throw typeMismatch(op, typeName(a), typeName(b));
  const x = toDecimal(a);
  const y = toDecimal(b);
  switch (op) {
    case '+':
      return decimal.add(x, y);
    case '-':
      return decimal.subtract(x, y);
    case '*':
      return decimal.multiply(x, y);
    case '/':
      return decimal.divide(x, y);
    case '//':
      return decimal.floorQuotient(x, y);
    case '%':
      return decimal.modulo(x, y);
  }
}

function calculateIntegers(op: NumericOperator, a: bigint, b: bigint): Value {
  switch (op) {
    case '+':
      return integer(a + b);
    case '-':
      return integer(a - b);
    case '*':
      return integer(a * b);
    case '/':
      return decimal.divide(decimal.fromInteger(a), decimal.fromInteger(b));
    case '//':
      return integer(decimal.floorDivide(a, b));
    case '%':
      return a - b * decimal.floorDivide(a, b);
  }
}
