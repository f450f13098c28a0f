/** A token of an SQL statement; words are in upper case, quoted names without quotes. */
export interface SqlToken {
  readonly kind: 'word' | 'name' | 'string' | 'number' | 'parameter' | 'symbol' | 'comment';
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const PATTERNS: readonly (readonly [SqlToken['kind'], RegExp])[] = [
  ['comment', /--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)/y],
  ['string', /[xX]?'(?:[^']|'')*(?:'|$)/y],
  ['name', /"(?:[^"]|"")*(?:"|$)|`(?:[^`]|``)*(?:`|$)|\[[^\]]*(?:\]|$)/y],
  ['word', /[A-Za-z_\u0080-\uffff][A-Za-z0-9_$\u0080-\uffff]*/y],
  ['number', /(?:0[xX][0-9a-fA-F]+|[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?|\.[0-9]+)/y],
  ['parameter', /\?[0-9]*|[:@$][A-Za-z_][A-Za-z0-9_]*/y],
  ['symbol', /[\s\S]/y],
];

/** Splits a statement; whatever it holds, every character lands in some token or is white space. */
export function sqlTokens(sql: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  let at = 0;
  while (at < sql.length) {
    if (/\s/.test(sql[at] as string)) {
      at++;
      continue;
    }
    for (const [kind, pattern] of PATTERNS) {
      pattern.lastIndex = at;
      const text = pattern.exec(sql)?.[0];
      if (!text) continue;
      tokens.push({ kind, text: kind === 'name' ? unquoted(text) : text, start: at, end: at + text.length });
      at += text.length;
      break;
    }
  }
  return tokens;
}

function unquoted(text: string): string {
  const close = text[0] === '[' ? ']' : (text[0] as string);
  const inner = text.endsWith(close) && text.length > 1 ? text.slice(1, -1) : text.slice(1);
  return close === ']' ? inner : inner.replaceAll(close + close, close);
}

/** A name as SQL wants it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** What a statement may begin with. */
export const STATEMENTS: ReadonlySet<string> = new Set([
  'SELECT',
  'VALUES',
  'WITH',
  'INSERT',
  'REPLACE',
  'UPDATE',
  'DELETE',
]);

/** Why a statement is refused, or null. */
export function statementProblem(sql: string): string | null {
  const tokens = sqlTokens(sql).filter((token) => token.kind !== 'comment');
  const [first] = tokens;
  if (!first) return 'the statement is empty';
  const semicolon = tokens.findIndex((token) => token.kind === 'symbol' && token.text === ';');
  if (semicolon !== -1 && semicolon < tokens.length - 1) return 'it holds several statements';
  const verb = first.text.toUpperCase();
  if (first.kind !== 'word' || !STATEMENTS.has(verb))
    return `${verb.slice(0, 20)} is not among ${[...STATEMENTS].join(', ')}`;
  return null;
}

/** Tables that a statement reads and writes, found from its text. */
export function tablesOf(sql: string): {
  readonly reads: readonly string[];
  readonly writes: readonly string[];
} {
  const tokens = sqlTokens(sql).filter((token) => token.kind !== 'comment');
  const word = (at: number): string =>
    tokens[at]?.kind === 'word' ? (tokens[at] as SqlToken).text.toUpperCase() : '';
  const symbol = (at: number): string => (tokens[at]?.kind === 'symbol' ? (tokens[at] as SqlToken).text : '');
  const reads = new Set<string>();
  const writes = new Set<string>();
  const local = new Set<string>();
  for (let i = 0; i < tokens.length; i++) {
    if (word(i) === 'AS' && symbol(i + 1) === '(' && word(i + 2) === 'SELECT')
      local.add(tokens[i - 1]?.text ?? '');
  }
  const tableAt = (at: number, into: Set<string>): number => {
    const token = tokens[at];
    if (!token || (token.kind !== 'word' && token.kind !== 'name')) return at;
    const qualified = symbol(at + 1) === '.';
    const name = qualified ? tokens[at + 2]?.text : token.text;
    const after = qualified ? at + 3 : at + 1;
    if (name !== undefined && !local.has(name) && !(into === reads && symbol(after) === '(')) into.add(name);
    return after;
  };
  for (let i = 0; i < tokens.length; i++) {
    const verb = word(i);
    if (verb === 'INTO') tableAt(i + 1, writes);
    else if (verb === 'UPDATE' && word(i - 1) !== 'DO' && word(i - 1) !== 'FOR')
      tableAt(word(i + 1) === 'OR' ? i + 3 : i + 1, writes);
    else if (verb === 'FROM' && word(i - 1) === 'DELETE') tableAt(i + 1, writes);
    else if (verb === 'JOIN') tableAt(i + 1, reads);
    else if (verb === 'FROM') readList(i + 1);
  }
  function readList(start: number): void {
    let at = tableAt(start, reads);
    let depth = 0;
    for (; at < tokens.length; at++) {
      if (symbol(at) === '(') depth++;
      if (symbol(at) === ')' && --depth < 0) return;
      if (
        depth === 0 &&
        /^(?:WHERE|GROUP|ORDER|LIMIT|HAVING|UNION|EXCEPT|INTERSECT|RETURNING|SET)$/.test(word(at))
      )
        return;
      if (depth === 0 && symbol(at) === ',') tableAt(at + 1, reads);
    }
  }
  return { reads: [...reads], writes: [...writes] };
}
