import { type Canonical, MAX_DEPTH } from './canonical.ts';
import { parseJsonText } from './json-text.ts';

/**
 * Reads JSON that a person wrote into canonical form: numbers are taken from their source text, so `99.90` is exactly that
 * decimal and `9007199254740993` exactly that integer. Tagged values (`{"$decimal":"1.5"}`) pass as they are.
 * Throws SyntaxError with the engine's message.
 */
export function readJson(text: string): Canonical {
  try {
    return parseJsonText(text, (value, source) =>
      typeof value === 'number' ? numberOf(source) : value,
    ) as Canonical;
  } catch (error) {
    // The engine's own depth is many times that of values.
    if (error instanceof RangeError) throw new SyntaxError(`nested deeper than ${MAX_DEPTH}`);
    throw error;
  }
}

function numberOf(source: string): Canonical {
  if (/[.eE]/.test(source)) return { $decimal: source };
  const value = Number(source);
  // JSON's -0 is the integer 0: the language has no negative zero.
  return Number.isSafeInteger(value) ? value + 0 : { $integer: source };
}

/** Canonical form as JSON that a person would write, the inverse of `readJson`: decimals and large integers as plain numbers. */
export function writeJson(value: Canonical, indent = 2): string {
  return write(value, ' '.repeat(indent), '');
}

function write(value: Canonical, step: string, margin: string): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const inner = margin + step;
  const block = (open: string, parts: readonly string[], close: string) =>
    parts.length === 0 ? open + close : `${open}\n${inner}${parts.join(`,\n${inner}`)}\n${margin}${close}`;
  if (Array.isArray(value))
    return block(
      '[',
      value.map((item) => write(item, step, inner)),
      ']',
    );
  const entries = Object.entries(value as Readonly<Record<string, Canonical>>);
  const [only, number] = entries.length === 1 ? (entries[0] as [string, Canonical]) : [undefined, null];
  if (
    (only === '$decimal' || only === '$integer') &&
    typeof number === 'string' &&
    isJsonNumber(number, only)
  )
    return number;
  return block(
    '{',
    entries.map(([key, member]) => `${JSON.stringify(key)}: ${write(member, step, inner)}`),
    '}',
  );
}

/** A decimal without point or exponent would come back as an integer: it keeps its tag. */
function isJsonNumber(text: string, tag: string): boolean {
  return /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/.test(text) && (tag === '$integer' || /[.eE]/.test(text));
}
