import type { Canonical } from '../../shared/values/canonical.ts';
import { readNumber } from '../language/numbers.ts';

/** The text of a number taken apart: ± digits × 10^exponent, digits without leading zeros (`0` for zero). */
interface Parts {
  readonly negative: boolean;
  readonly digits: string;
  readonly exponent: number;
}

const NUMBER = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

function parse(text: string): Parts | undefined {
  const match = NUMBER.exec(text);
  if (match === null) return undefined;
  const fraction = match[3] ?? '';
  const digits = `${match[2]}${fraction}`.replace(/^0+(?=\d)/, '');
  const exponent = Number(match[4] ?? 0) - fraction.length;
  return { negative: match[1] === '-' && digits !== '0', digits, exponent };
}

/** One text for all spellings of the same number: `1.0`, `1.00`, `1` and `1E+0` are `1e0`. */
export function numberKey(source: string): string {
  const parts = parse(source);
  if (parts === undefined) return source;
  const digits = parts.digits.replace(/0+$/, '');
  if (digits === '') return '0e0';
  return `${parts.negative ? '-' : ''}${digits}e${parts.exponent + parts.digits.length - digits.length}`;
}

/** A binary float as a decimal, by the shortest text that reads back as the same float; undefined where there is none. */
export function realDecimal(value: number): Canonical | undefined {
  const shortest = String(value);
  const reading = readNumber(/[.e]/.test(shortest) ? shortest : `${shortest}.0`);
  return reading !== null && 'value' in reading ? reading.value : undefined;
}
