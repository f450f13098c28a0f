/** A piece of a scalar's source: the text it stands for, and where it begins. */
interface Unit {
  readonly text: string;
  readonly offset: number;
  /** White space that YAML may fold or drop. */
  readonly space: boolean;
}

/** What the escapes of a double-quoted scalar stand for, where it is not the letter itself. */
const ESCAPES: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  e: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
};
const HEX_LENGTH: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * For each character of a decoded scalar, the offset in `source` where it comes from; one more for the end.
 * Works by walking both together: whatever is not white space appears in both in the same order.
 */
export function contentOffsets(source: string, content: string): number[] {
  const units = unitsOf(source);
  const offsets: number[] = [];
  let j = 0;
  for (let i = 0; i < content.length; ) {
    const char = content[i] as string;
    const space = char === ' ' || char === '\n' || char === '\t';
    if (!space) while (j < units.length && !content.startsWith(units[j]?.text || '\0', i)) j++;
    else while (units[j]?.text === '') j++;
    const unit = units[j];
    const length = unit && !space ? unit.text.length : 1;
    for (let k = 0; k < length; k++) offsets.push(unit?.offset ?? source.length);
    i += length;
    if (unit && (!space || unit.space || unit.text === char)) j++;
  }
  const last = units[j - 1];
  const next = units[j];
  offsets.push(last && next ? next.offset : source.length);
  return offsets;
}

function unitsOf(source: string): Unit[] {
  const quote = source[0];
  if (quote === '"') return doubleQuoted(source);
  if (quote === "'") return singleQuoted(source);
  const header = quote === '|' || quote === '>' ? source.indexOf('\n') + 1 : 0;
  return literal(source, header, source.length);
}

function literal(source: string, start: number, end: number): Unit[] {
  const units: Unit[] = [];
  for (let i = start; i < end; i++) units.push(plainUnit(source, i));
  return units;
}

function plainUnit(source: string, offset: number): Unit {
  const text = source[offset] as string;
  if (text === '\r') return { text: '', offset, space: true };
  return { text, offset, space: text === ' ' || text === '\n' || text === '\t' };
}

function singleQuoted(source: string): Unit[] {
  const units: Unit[] = [];
  const end = closing(source);
  for (let i = 1; i < end; i++) {
    units.push(plainUnit(source, i));
    if (source[i] === "'") i++;
  }
  return units;
}

function closing(source: string): number {
  return source.length > 1 && source.endsWith(source[0] as string) ? source.length - 1 : source.length;
}

function doubleQuoted(source: string): Unit[] {
  const units: Unit[] = [];
  const end = closing(source);
  for (let i = 1; i < end; i++) {
    if (source[i] !== '\\') {
      units.push(plainUnit(source, i));
      continue;
    }
    const letter = source[i + 1] ?? '';
    const digits = HEX_LENGTH[letter];
    if (letter === '\n' || letter === '\r') {
      units.push({ text: '', offset: i, space: true });
      i++;
    } else if (digits === undefined) {
      units.push({ text: ESCAPES[letter] ?? letter, offset: i, space: false });
      i++;
    } else {
      const code = Number.parseInt(source.slice(i + 2, i + 2 + digits), 16);
      units.push({ text: code <= 0x10ffff ? String.fromCodePoint(code) : '', offset: i, space: false });
      i += 1 + digits;
    }
  }
  return units;
}
