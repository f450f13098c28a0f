/** One token of an expression; offsets count in the text that holds it. */
export interface Token {
  readonly kind: 'number' | 'string' | 'word' | 'symbol' | 'end';
  /** As written; of a string its value. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** Something wrong at a place of the text. */
export interface LexProblem {
  readonly message: string;
  readonly start: number;
  readonly end: number;
  readonly suggestion?: string;
}

export interface Lexed {
  readonly tokens: readonly Token[];
  /** Where lexing stopped: behind the text, or at the brace that closes a placeholder. */
  readonly end: number;
  readonly problem: LexProblem | null;
}

const SYMBOLS = [
  '=>',
  '==',
  '!=',
  '<=',
  '>=',
  '//',
  '<',
  '>',
  '+',
  '-',
  '*',
  '/',
  '%',
  '(',
  ')',
  '[',
  ']',
  '{',
  '}',
  '.',
  ',',
  ':',
];
/** Operators of other languages, the longest first, with how they are written here. */
const FOREIGN: readonly (readonly [operator: string, suggestion: string])[] = [
  ['===', 'Write ==.'],
  ['!==', 'Write !=.'],
  ['**', 'Multiply: x * x.'],
  ['&&', 'Write AND.'],
  ['||', 'Write OR.'],
  ['<>', 'Write !=.'],
  ['??', 'Write COALESCE(x, y).'],
  ['?', 'Write a conditional step, with then and else.'],
  ['=', 'Write ==.'],
  ['!', 'Write NOT.'],
  ['&', 'Write AND.'],
  ['|', 'Write OR.'],
];
const NUMBER = /(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?/y;
const WORD = /[A-Za-z_][A-Za-z0-9_]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
};
const UNICODE = /\\u(?:([0-9a-fA-F]{4})|\{([0-9a-fA-F]{1,6})\})/y;

/**
 * Splits a text into tokens from `start` on. With `placeholder`, stops at the `}` that closes the one before `start`.
 * Strings: `\n \t \r \\ \' \" \uXXXX \u{X}` are escapes; any other backslash stands for itself, so that patterns read naturally.
 */
export function lex(text: string, start = 0, placeholder = false): Lexed {
  const tokens: Token[] = [];
  let depth = 0;
  let i = start;
  const fail = (message: string, from: number, to: number, suggestion?: string): Lexed => ({
    tokens,
    end: to,
    problem: { message, start: from, end: to, ...(suggestion === undefined ? {} : { suggestion }) },
  });
  while (i < text.length) {
    const char = text[i] as string;
    if (/\s/.test(char)) {
      i++;
      continue;
    }
    if (char === '"' || char === "'") {
      const string = lexString(text, i);
      if ('problem' in string) return fail(string.problem, string.start, string.end, string.suggestion);
      tokens.push(string);
      i = string.end;
      continue;
    }
    const number = match(NUMBER, text, i);
    const word = number === null ? match(WORD, text, i) : null;
    if (number !== null) {
      const end = i + number.length;
      const tail = match(WORD, text, end);
      if (tail !== null)
        return fail(`${number}${tail} is neither a number nor a name.`, i, end + tail.length);
      tokens.push({ kind: 'number', text: number, start: i, end });
      i = end;
    } else if (word !== null) {
      tokens.push({ kind: 'word', text: word, start: i, end: i + word.length });
      i += word.length;
    } else {
      if (placeholder && char === '}' && depth === 0) break;
      const symbol = SYMBOLS.find((candidate) => text.startsWith(candidate, i));
      const [foreign, suggestion] = FOREIGN.find(([operator]) => text.startsWith(operator, i)) ?? [''];
      if (foreign.length > (symbol?.length ?? 0))
        return fail(`${foreign} is no operator of the language.`, i, i + foreign.length, suggestion);
      if (symbol === undefined) {
        const shown = String.fromCodePoint(text.codePointAt(i) as number);
        return fail(`Unexpected character ${shown}.`, i, i + shown.length);
      }
      if (symbol === '{') depth++;
      if (symbol === '}') depth--;
      tokens.push({ kind: 'symbol', text: symbol, start: i, end: i + symbol.length });
      i += symbol.length;
    }
  }
  tokens.push({ kind: 'end', text: '', start: i, end: i });
  return { tokens, end: i, problem: null };
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}

function lexString(
  text: string,
  start: number,
): Token | { problem: string; start: number; end: number; suggestion?: string } {
  const quote = text[start];
  let value = '';
  let i = start + 1;
  while (i < text.length && text[i] !== quote) {
    const char = text[i] as string;
    if (char !== '\\') {
      value += char;
      i++;
      continue;
    }
    const next = text[i + 1] ?? '';
    const escaped = ESCAPES[next];
    UNICODE.lastIndex = i;
    const unicode = UNICODE.exec(text);
    if (unicode) {
      const code = Number.parseInt((unicode[1] ?? unicode[2]) as string, 16);
      if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
        return {
          problem: 'No such character.',
          start: i,
          end: i + unicode[0].length,
          suggestion: 'Write a code point as \\u{1F600}.',
        };
      }
      value += String.fromCodePoint(code);
      i += unicode[0].length;
    } else if (escaped !== undefined) {
      value += escaped;
      i += 2;
    } else {
      value += char;
      i++;
    }
  }
  if (i >= text.length)
    return {
      problem: 'The string is not closed.',
      start,
      end: text.length,
      suggestion: `Close it with ${quote}.`,
    };
  return { kind: 'string', text: value, start, end: i + 1 };
}
