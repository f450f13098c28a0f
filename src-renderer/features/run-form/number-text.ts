import type { Canonical } from '../../../shared/values/canonical.ts';
import { parseJsonText } from '../../../shared/values/json-text.ts';

const INTEGER = /^[+-]?\d+$/;
const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,4}))?$/;

/** The integer that a text writes, as a canonical value; undefined when it is none or outside 64 bits. */
export function parseInteger(text: string): Canonical | undefined {
  const trimmed = text.trim();
  if (!INTEGER.test(trimmed)) return undefined;
  const value = BigInt(trimmed.replace(/^\+/, ''));
  if (BigInt.asIntN(64, value) !== value) return undefined;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : { $integer: String(value) };
}

/** The decimal that a text writes, its scale kept, in plain notation; never by way of a binary float. */
export function parseDecimal(text: string): Canonical | undefined {
  const match = NUMBER.exec(text.trim());
  if (!match) return undefined;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return undefined;
  const plain = shift(whole, fraction, Number(exponent));
  const zero = /^[0.]*$/.test(plain);
  return { $decimal: sign === '-' && !zero ? `-${plain}` : plain };
}

/** `12` `5` shifted by −2 is `0.125`. */
function shift(whole: string, fraction: string, exponent: number): string {
  const digits = whole + fraction;
  const point = whole.length + exponent;
  const padded =
    point <= 0
      ? `0.${'0'.repeat(-point)}${digits}`
      : point >= digits.length
        ? digits + '0'.repeat(point - digits.length)
        : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return padded.replace(/^0+(?=\d)/, '');
}

/** JSON as people write it, numbers by their source text: `0.10` is the decimal 0.10, `3` an integer. */
export function parseJsonExactly(text: string): Canonical {
  return parseJsonText(text, (value, source) =>
    typeof value === 'number' ? (parseInteger(source) ?? parseDecimal(source) ?? value) : value,
  ) as Canonical;
}

/** JSON as people write it, of a canonical value: decimals as plain numbers, big integers in full. */
export function writeJson(value: Canonical, indent = ''): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return '[]';
    const items = (value as readonly Canonical[]).map((item) => inner + writeJson(item, inner));
    return `[\n${items.join(',\n')}\n${indent}]`;
  }
  const entries = Object.entries(value);
  const [only] = entries;
  if (entries.length === 1 && only && (only[0] === '$decimal' || only[0] === '$integer')) {
    const text = String(only[1]);
    // A decimal without a point would be read back as an integer: its tag has to stay.
    if (only[0] === '$integer' || text.includes('.')) return text;
  }
  if (entries.length === 0) return '{}';
  const fields = entries.map(([key, item]) => `${inner}${JSON.stringify(key)}: ${writeJson(item, inner)}`);
  return `{\n${fields.join(',\n')}\n${indent}}`;
}
