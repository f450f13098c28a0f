import { BigDecimal } from 'bigdecimal.js';
import { compareCodePoints } from '../../../../shared/values/canonical.ts';
import { typeMismatch } from '../step-error.ts';
import { Timestamp } from '../values/timestamp.ts';
import { typeName, type Value } from '../values/value.ts';
import { compareNumbers, type Numeric } from './numbers.ts';

type OrderClass = 'number' | 'string' | 'timestamp' | 'boolean';

function orderClass(value: Value): OrderClass | null {
  if (typeof value === 'bigint' || value instanceof BigDecimal) return 'number';
  if (typeof value === 'string') return 'string';
  if (typeof value === 'boolean') return 'boolean';
  return value instanceof Timestamp ? 'timestamp' : null;
}

/** Compares two values of one order class. */
function compareWithin(kind: OrderClass, a: Value, b: Value): number {
  switch (kind) {
    case 'number':
      return compareNumbers(a as Numeric, b as Numeric);
    case 'string':
      return compareCodePoints(a as string, b as string);
    case 'boolean':
      return Number(a) - Number(b);
    case 'timestamp': {
      const [x, y] = [(a as Timestamp).micros, (b as Timestamp).micros];
      return x < y ? -1 : x > y ? 1 : 0;
    }
  }
}

/** `<` and its kin: numbers, strings or timestamps. */
export function compare(op: string, a: Value, b: Value): number {
  const kind = orderClass(a);
  if (kind === null || kind === 'boolean' || kind !== orderClass(b)) {
    throw typeMismatch(op, typeName(a), typeName(b));
  }
  return compareWithin(kind, a, b);
}

/** The one order of these values (nulls aside), for SORT, MIN, MAX and sort transforms; null where there are none. */
export function commonOrder(op: string, values: readonly Value[]): (a: Value, b: Value) => number {
  let kind: OrderClass | null = null;
  let first: Value = null;
  for (const value of values) {
    if (value === null) continue;
    const own = orderClass(value);
    if (own === null) throw typeMismatch(op, typeName(value));
    if (kind === null) {
      kind = own;
      first = value;
    } else if (own !== kind) throw typeMismatch(op, typeName(first), typeName(value));
  }
  const common = kind ?? 'number';
  return (a, b) => {
    if (a === null || b === null) return Number(b === null) - Number(a === null);
    return compareWithin(common, a, b);
  };
}
