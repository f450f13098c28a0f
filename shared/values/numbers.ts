import { type Canonical, tagOf } from './canonical.ts';

/** An exact decimal number: `coefficient × 10^exponent`. */
export interface ExactNumber {
  readonly coefficient: bigint;
  readonly exponent: number;
}

const NUMBER = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,6}))?$/;

/** Reads plain or scientific notation exactly; undefined for any other text. */
export function parseNumber(text: string): ExactNumber | undefined {
  const match = NUMBER.exec(text);
  if (!match) return undefined;
  const fraction = match[3] ?? '';
  const digits = BigInt(`${match[2]}${fraction}`);
  return {
    coefficient: match[1] === '-' ? -digits : digits,
    exponent: Number(match[4] ?? 0) - fraction.length,
  };
}

/** The decimal text of an integer or decimal, as it stands in canonical JSON; undefined for other types. */
export function numberText(value: Canonical): string | undefined {
  if (typeof value === 'number') return String(value);
  const tagged = tagOf(value);
  if (tagged === undefined || (tagged.tag !== '$integer' && tagged.tag !== '$decimal')) return undefined;
  return typeof tagged.payload === 'string' ? tagged.payload : undefined;
}

/** The same text for numerically equal numbers whatever their scale and type: `1`, `1.0` and `1.00` give `1e0`. */
export function numberKey(text: string): string {
  const number = parseNumber(text);
  if (number === undefined) return text;
  if (number.coefficient === 0n) return '0e0';
  const digits = number.coefficient.toString();
  let end = digits.length;
  while (digits.charCodeAt(end - 1) === 48) end--;
  return `${digits.slice(0, end)}e${number.exponent + digits.length - end}`;
}

/** Negative, zero or positive as `a` is less than, equal to or greater than `b`, exactly. */
export function compareNumbers(a: ExactNumber, b: ExactNumber): number {
  const difference = subtractNumbers(a, b).coefficient;
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}

/** `a − b`, exactly, at the finer scale of the two. */
export function subtractNumbers(a: ExactNumber, b: ExactNumber): ExactNumber {
  const exponent = Math.min(a.exponent, b.exponent);
  return { coefficient: scaled(a, exponent) - scaled(b, exponent), exponent };
}

function scaled(number: ExactNumber, exponent: number): bigint {
  return number.coefficient * 10n ** BigInt(number.exponent - exponent);
}

/** Distance between two numbers, never negative. */
export function distance(a: ExactNumber, b: ExactNumber): ExactNumber {
  const difference = subtractNumbers(a, b);
  return difference.coefficient < 0n ? { ...difference, coefficient: -difference.coefficient } : difference;
}

/** Plain notation, trailing zeros kept: `0.010`. */
export function formatNumber(number: ExactNumber): string {
  const negative = number.coefficient < 0n;
  const digits = (negative ? -number.coefficient : number.coefficient).toString();
  const sign = negative ? '-' : '';
  if (number.exponent >= 0)
    return `${sign}${digits}${number.coefficient === 0n ? '' : '0'.repeat(number.exponent)}`;
  const places = -number.exponent;
  const padded = digits.padStart(places + 1, '0');
  return `${sign}${padded.slice(0, -places)}.${padded.slice(-places)}`;
}
