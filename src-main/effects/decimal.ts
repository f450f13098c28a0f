import type { Canonical } from '../../shared/values/canonical.ts';
import { readNumber } from '../language/numbers.ts';

/** A binary float as a decimal, by the shortest text that reads back as the same float; undefined where there is none. */
export function realDecimal(value: number): Canonical | undefined {
  const shortest = String(value);
  const reading = readNumber(/[.e]/.test(shortest) ? shortest : `${shortest}.0`);
  return reading !== null && 'value' in reading ? reading.value : undefined;
}
