import { Big, type BigDecimal, MC, RoundingMode } from 'bigdecimal.js';
import { StepError } from '../step-error.ts';

/** The language's context: 34 digits, half even (docs/events.md, "Decimals"). */
const CONTEXT = MC(34, RoundingMode.HALF_EVEN);
const DIGITS = 34;
const MAX_EXPONENT = 6144;
const PLAIN_CHARS = 200;
const TEXT = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

export const ZERO = Big(0n);

/** Why a text is no decimal: `syntax`, more than 34 digits, or an exponent beyond the limit. */
export type DecimalFault = 'syntax' | 'digits' | 'range';

export function parseDecimal(text: string): BigDecimal | DecimalFault {
  const match = TEXT.exec(text);
  if (match === null) return 'syntax';
  const [, whole = '', fraction = '', exponent = '0'] = match;
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = fraction === '' ? digits.replace(/0+$/, '') : digits;
  if (significant.length > DIGITS) return 'digits';
  const scale =
    fraction.length - Number(exponent) - (digits.length > DIGITS ? digits.length - significant.length : 0);
  if (significant === '') return scale > MAX_EXPONENT || scale < 0 ? ZERO : Big(0n, scale);
  const kept = digits.length > DIGITS ? significant : digits;
  const adjusted = kept.length - scale - 1;
  if (adjusted > MAX_EXPONENT) return 'range';
  if (adjusted < -MAX_EXPONENT) return ZERO;
  const coefficient = BigInt(kept);
  return spelledOut(Big(text.startsWith('-') ? -coefficient : coefficient, scale));
}

/** A decimal that somebody else made, rounded and checked like every result. */
export function fitted(value: BigDecimal): BigDecimal {
  return kept(value.round(CONTEXT));
}

/** A text of more digits than the language keeps. */
export function roundedDecimal(text: string): BigDecimal {
  return fitted(Big(text));
}

/** Plain notation with trailing zeros; coefficient and exponent where that is longer than 200 characters. */
export function decimalText(value: BigDecimal): string {
  const scale = value.scale();
  if (scale > -100 && scale < 100) return value.toPlainString();
  const plain = value.toPlainString();
  if (plain.length <= PLAIN_CHARS) return plain;
  return `${value.unscaledValue()}E${scale > 0 ? '-' : '+'}${Math.abs(scale)}`;
}

function kept(value: BigDecimal): BigDecimal {
  const scale = value.scale();
  if (scale >= 0 && scale < MAX_EXPONENT) return value;
  if (value.signum() === 0) return scale > MAX_EXPONENT || scale < 0 ? ZERO : value;
  const adjusted = value.precision() - scale - 1;
  if (adjusted > MAX_EXPONENT) throw new StepError('decimal_overflow', 'decimal overflow');
  return adjusted < -MAX_EXPONENT ? ZERO : spelledOut(value);
}

/** No exponent above 0 where 34 digits can say the number; else the shortest coefficient: its form follows from the number. */
function spelledOut(value: BigDecimal): BigDecimal {
  const scale = value.scale();
  if (scale >= 0) return value;
  return value.precision() - scale <= DIGITS ? value.setScale(0) : value.stripTrailingZeros();
}

export function fromInteger(value: bigint): BigDecimal {
  return Big(value);
}

export function add(a: BigDecimal, b: BigDecimal): BigDecimal {
  return kept(a.add(b, CONTEXT));
}

export function subtract(a: BigDecimal, b: BigDecimal): BigDecimal {
  return kept(a.subtract(b, CONTEXT));
}

export function multiply(a: BigDecimal, b: BigDecimal): BigDecimal {
  return kept(a.multiply(b, CONTEXT));
}

export function divide(a: BigDecimal, b: BigDecimal): BigDecimal {
  if (b.signum() === 0) throw divisionByZero();
  return kept(a.divideWithMathContext(b, CONTEXT));
}

function divisionByZero(): StepError {
  return new StepError('division_by_zero', 'division by zero');
}

/** Both coefficients at the smaller exponent. */
function align(a: BigDecimal, b: BigDecimal): { a: bigint; b: bigint; scale: number } {
  const scale = Math.max(a.scale(), b.scale());
  return {
    a: a.unscaledValue() * 10n ** BigInt(scale - a.scale()),
    b: b.unscaledValue() * 10n ** BigInt(scale - b.scale()),
    scale,
  };
}

function flooredQuotient(a: bigint, b: bigint): bigint {
  const quotient = floorDivide(a, b);
  if ((quotient < 0n ? -quotient : quotient) >= 10n ** BigInt(DIGITS)) {
    throw new StepError('decimal_overflow', 'decimal overflow');
  }
  return quotient;
}

export function floorDivide(a: bigint, b: bigint): bigint {
  if (b === 0n) throw divisionByZero();
  const quotient = a / b;
  return a % b !== 0n && a < 0n !== b < 0n ? quotient - 1n : quotient;
}

export function floorQuotient(a: BigDecimal, b: BigDecimal): BigDecimal {
  const aligned = align(a, b);
  return Big(flooredQuotient(aligned.a, aligned.b));
}

export function modulo(a: BigDecimal, b: BigDecimal): BigDecimal {
  const aligned = align(a, b);
  const remainder = aligned.a - aligned.b * flooredQuotient(aligned.a, aligned.b);
  return kept(Big(remainder, aligned.scale).round(CONTEXT));
}

/** A decimal with exactly `places` places. */
export function roundTo(value: BigDecimal, places: number): BigDecimal {
  const rounded = value.setScale(places, RoundingMode.HALF_EVEN);
  if (rounded.precision() > DIGITS) throw new StepError('decimal_overflow', 'decimal overflow');
  return rounded;
}

export function floor(value: BigDecimal): bigint {
  return value.setScale(0, RoundingMode.FLOOR).toBigInt();
}

export function ceil(value: BigDecimal): bigint {
  return value.setScale(0, RoundingMode.CEILING).toBigInt();
}

/** Half even to an integer. */
export function nearest(value: BigDecimal): bigint {
  return value.setScale(0, RoundingMode.HALF_EVEN).toBigInt();
}
