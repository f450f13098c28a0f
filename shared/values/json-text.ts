/** Makes of a value that was read what stands in its place. `source`: how a number is written; empty for anything else. */
export type Revive = (value: unknown, source: string) => unknown;

/**
 * Reads JSON text as `JSON.parse` should. In Node 24 and 26 that takes a key written with escapes for another one: where objects
 * with the same first keys went on with a key `\` before, each of `"\n"`, `"\""` and `"\ud800"` is read as that key. Texts with such
 * keys, which are few, are read here; all others by the engine (docs/decisions/2026-11-21-escaped-keys.md).
 *
 * Throws SyntaxError with the engine's message, and RangeError for what nests deeper than the stack.
 */
export function parseJsonText(text: string, revive?: Revive): unknown {
  if (!hasEscapedKey(text))
    return revive === undefined ? JSON.parse(text) : JSON.parse(text, reviver(revive) as () => unknown);
  // The engine says whether it is JSON, and what is wrong with it.
  JSON.parse(text);
  return readValue({ text, at: 0, revive: revive ?? ((value) => value) });
}

function reviver(revive: Revive) {
  return (_key: string, value: unknown, context?: { readonly source?: string }): unknown =>
    revive(value, typeof value === 'number' ? (context?.source ?? String(value)) : '');
}

/** In JSON backslashes are in strings alone: from the first of one on, its end tells whether it is a key. */
function hasEscapedKey(text: string): boolean {
  for (let at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', at)) {
    const end = endOfString(text, at);
    if (end < 0) return false;
    at = skipSpace(text, end + 1);
    if (text[at] === ':') return true;
  }
  return false;
}

interface Reading {
  readonly text: string;
  readonly revive: Revive;
  at: number;
}

/** The value that begins here or behind the space here. The text is JSON: nothing is checked. */
function readValue(from: Reading): unknown {
  const { text, revive } = from;
  from.at = skipSpace(text, from.at);
  switch (text[from.at]) {
    case '{': {
      const entries: [string, unknown][] = [];
      readParts(from, () => {
        const key = readString(from);
        from.at = text.indexOf(':', from.at) + 1;
        entries.push([key, readValue(from)]);
      });
      return revive(Object.fromEntries(entries), '');
    }
    case '[': {
      const items: unknown[] = [];
      readParts(from, () => items.push(readValue(from)));
      return revive(items, '');
    }
    case '"':
      return revive(readString(from), '');
    default: {
      SCALAR.lastIndex = from.at;
      const [scalar = ''] = SCALAR.exec(text) ?? [];
      from.at += scalar.length;
      const value: unknown = JSON.parse(scalar);
      return revive(value, typeof value === 'number' ? scalar : '');
    }
  }
}

const SCALAR = /[-+.\w]+/y;

/** What a pair of brackets holds, each part read where it begins. */
function readParts(from: Reading, readPart: () => void): void {
  const { text } = from;
  do {
    from.at = skipSpace(text, from.at + 1);
    if (text[from.at] === '}' || text[from.at] === ']') break;
    readPart();
    from.at = skipSpace(text, from.at);
  } while (text[from.at] === ',');
  from.at++;
}

function readString(from: Reading): string {
  const end = endOfString(from.text, from.at);
  const token = from.text.slice(from.at, end + 1);
  from.at = end + 1;
  return token.includes('\\') ? (JSON.parse(token) as string) : token.slice(1, -1);
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text.charCodeAt(at) <= SPACE) at++;
  return at;
}

const [SPACE, QUOTE, BACKSLASH] = [0x20, 0x22, 0x5c];

/** Where the string ends that `begin` is the begin of, or the first backslash; -1: nowhere. */
export function endOfString(text: string, begin: number): number {
  const quote = text.indexOf('"', begin + 1);
  if (quote < 0 || text.charCodeAt(quote - 1) !== BACKSLASH) return quote;
  let at = text.charCodeAt(begin) === BACKSLASH ? begin : begin + 1;
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return -1;
}
