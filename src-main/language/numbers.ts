import type { Canonical } from '../../shared/values/canonical.ts';

/** A number read from its source text: its canonical value, or what is wrong with it. */
export type NumberReading = { readonly value: Canonical } | { readonly problem: string };

const MAX_INTEGER = 2n ** 63n - 1n;
const MIN_INTEGER = -(2n ** 63n);
const MAX_DIGITS = 34;
const MAX_EXPONENT = 6144;
const MAX_PLAIN = 200;

const INTEGER = /^[-+]?[0-9]+$/;
const RADIX = /^0(?:x[0-9a-fA-F]+|o[0-7]+)$/;
const DECIMAL = /^([-+]?)(?:([0-9]+)(?:\.([0-9]*))?|\.([0-9]+))(?:[eE]([-+]?[0-9]{1,9}))?$/;

/** Reads a number as the language writes it, or null where the text is no number. */
export function readNumber(text: string): NumberReading | null {
  if (INTEGER.test(text)) return readInteger(text);
  if (RADIX.test(text)) return readInteger(text);
  const match = DECIMAL.exec(text);
  if (!match) return null;
  const [, sign, whole, fraction, bare, exponent] = match;
  return readDecimal(sign === '-', whole ?? '', fraction ?? bare ?? '', Number(exponent ?? '0'));
}

function readInteger(text: string): NumberReading {
  if (text.length > 60) return { problem: 'outside the range of integer (64 bits)' };
  const value = BigInt(text.startsWith('+') ? text.slice(1) : text.startsWith('-') ? text.slice(1) : text);
  const signed = text.startsWith('-') ? -value : value;
  if (signed > MAX_INTEGER || signed < MIN_INTEGER)
    return { problem: 'outside the range of integer (64 bits)' };
  return { value: canonicalInteger(signed) };
}

export function canonicalInteger(value: bigint): Canonical {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : { $integer: value.toString() };
}

function readDecimal(negative: boolean, whole: string, fraction: string, exponent: number): NumberReading {
  const digits = (whole + fraction).replace(/^0+(?=.)/, '');
  const scale = exponent - fraction.length;
  const zero = digits === '0';
  const significant = fraction === '' ? digits.replace(/0+$/, '') : digits;
  if (significant.length > MAX_DIGITS) return { problem: 'more than 34 digits' };
  const adjusted = zero ? scale : scale + digits.length - 1;
  if (adjusted < -MAX_EXPONENT || (zero && adjusted > MAX_EXPONENT)) return { value: { $decimal: '0' } };
  if (adjusted > MAX_EXPONENT) return { problem: 'outside the range of decimal (exponent 6144)' };
  const sign = negative && !zero ? '-' : '';
  const plain: [string, number] = [digits, scale];
  return {
    value: { $decimal: sign + decimalText(...(scale > 0 ? shortest(digits, scale) : plain)) },
  };
}

/** Digits and exponent of a number without places: beyond 200 characters its text has no trailing zeros. */
function shortest(digits: string, exponent: number): [digits: string, exponent: number] {
  if (/^0*$/.test(digits)) return ['0', 0];
  const kept = digits.replace(/0+$/, '');
  return [kept, exponent + digits.length - kept.length];
}

/** Plain notation, or `dE±n` where that would be longer than 200 characters. */
function decimalText(digits: string, exponent: number): string {
  const length = exponent >= 0 ? digits.length + exponent : Math.max(digits.length, -exponent + 1) + 1;
  if (length > MAX_PLAIN) return `${digits}E${exponent < 0 ? '-' : '+'}${Math.abs(exponent)}`;
  if (exponent >= 0) return digits + '0'.repeat(exponent);
  const padded = digits.padStart(-exponent + 1, '0');
  return `${padded.slice(0, exponent)}.${padded.slice(exponent)}`;
}
