import { BigDecimal } from 'bigdecimal.js';
import { typeMismatch } from '../step-error.ts';
import { sortedElements } from '../values/codec.ts';
import * as decimal from '../values/decimal.ts';
import { isArray, MapValue, SetValue, typeName, type Value } from '../values/value.ts';
import { integer, isNumber, type Numeric, toDecimal } from './numbers.ts';
import { commonOrder } from './order.ts';

/** The elements of an array or set that are not null. */
function present(fn: string, values: Value): readonly Value[] {
  const elements = elementsOf(fn, values);
  return elements.includes(null) ? elements.filter((value) => value !== null) : elements;
}

export function elementsOf(fn: string, values: Value): readonly Value[] {
  if (isArray(values)) return values;
  if (values instanceof SetValue) return sortedElements(values);
  throw typeMismatch(fn, typeName(values));
}

function numbers(fn: string, values: Value): readonly Numeric[] {
  const elements = present(fn, values);
  for (const value of elements) if (!isNumber(value)) throw typeMismatch(fn, typeName(value));
  return elements as readonly Numeric[];
}

function decimalSum(values: readonly Numeric[]): BigDecimal {
  return values.reduce<BigDecimal>((sum, value) => decimal.add(sum, toDecimal(value)), decimal.ZERO);
}

export function sum(values: Value): Value {
  const elements = numbers('SUM', values);
  if (elements.some((value) => value instanceof BigDecimal)) return decimalSum(elements);
  return integer((elements as readonly bigint[]).reduce((total, value) => total + value, 0n));
}

export function average(values: Value): Value {
  const elements = numbers('AVG', values);
  if (elements.length === 0) return null;
  return decimal.divide(decimalSum(elements), decimal.fromInteger(BigInt(elements.length)));
}

export function count(values: Value): Value {
  if (values instanceof MapValue) return BigInt(values.size);
  return BigInt(present('COUNT', values).length);
}

/** The first of the least (`sign` 1) or greatest (−1) elements; null of nothing. */
export function extreme(fn: string, values: Value, sign: 1 | -1): Value {
  const elements = present(fn, values);
  const order = commonOrder(fn, elements);
  let best: Value = null;
  for (const value of elements) if (best === null || sign * order(value, best) < 0) best = value;
  return best;
}
