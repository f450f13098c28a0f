import type { Loss } from './losses/loss.ts';

/** Texts and numbers of a JSON text, so that digits within texts are not taken for numbers. */
const TOKENS = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;
/** No number with fewer digits, and without an exponent, is ever rounded. */
const SUSPECT = /(?:^|[\s:,[])-?(?:\d[\d.]{15}|\d+(?:\.\d+)?[eE])/;

export interface RoundedNumber {
  readonly written: string;
  readonly read: string;
  /** Where in the text it begins, from 0. */
  readonly offset: number;
}

/**
 * Numbers of a JSON text that a reader with 64-bit floats changes, such as integers beyond 2^53: as written, and as they are
 * when they are written again (`null` for what is too large).
 */
export function roundedNumbers(text: string): readonly RoundedNumber[] {
  if (!SUSPECT.test(text)) return [];
  const rounded: RoundedNumber[] = [];
  for (const { 0: written, index: offset } of text.matchAll(TOKENS)) {
    if (written.startsWith('"')) continue;
    const read = JSON.stringify(Number(written));
    if (decimal(written) !== decimal(read)) rounded.push({ written, read, offset });
  }
  return rounded;
}

/**
 * What reading a whole text lost of its numbers. Where in the request they stand is not known. An integer with another digit is another id;
 * a fraction means the same without the digits that no float keeps. `explicit`: the caller wrote them.
 */
export function roundedLosses(text: string, explicit: boolean): readonly Loss[] {
  return roundedNumbers(text).map((number) => ({
    class: 'quantised',
    path: '',
    before: number.written,
    after: number.read,
    severity: number.written.includes('.') && number.read !== 'null' ? 'none' : 'high',
    explicit,
    reason: roundedReason(number),
    source: 'RFC 8259, section 6, 2017-12',
  }));
}

/** What happened to it, in a sentence. */
export function roundedReason({ written, read }: RoundedNumber): string {
  const why = read === 'null' ? 'is beyond all 64-bit floats' : 'has more digits than a 64-bit float keeps';
  return `The number ${written} ${why}; it was read as ${read}.`;
}

/** One spelling for all spellings of a decimal: its digits without zeros around them, and where the point is. */
function decimal(text: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const short = digits.replace(/0+$/, '');
  if (short === '') return whole === '' ? text : '0';
  return `${sign}${short}e${Number(exponent) - fraction.length + digits.length - short.length}`;
}
