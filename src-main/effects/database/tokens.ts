/** What a refusal needs to know of a statement's text. */
export interface SqlText {
  /** Keywords and unquoted names in upper case, and quoted names as written, in order. */
  readonly words: readonly string[];
  /** `?` outside quotes and comments. */
  readonly placeholders: number;
  /** A `?` inside a string or a quoted name. */
  readonly quotedPlaceholder: boolean;
  /** The first placeholder of another form (`?1`, `:name`, `@name`, `$name`), or null. */
  readonly foreignPlaceholder: string | null;
}

const PATTERN = new RegExp(
  [
    String.raw`(?<comment>--[^\n]*|/\*[\s\S]*?(?:\*/|$))`,
    "(?<string>'(?:[^']|'')*')",
    String.raw`(?<quoted>"(?:[^"]|"")*"|\x60(?:[^\x60]|\x60\x60)*\x60|\[[^\]]*\])`,
    String.raw`(?<foreign>\?\d+|[:@$][\p{L}_][\p{L}\p{N}_]*)`,
    String.raw`(?<placeholder>\?)`,
    String.raw`(?<number>\d[\p{L}\p{N}_.]*)`,
    String.raw`(?<word>[\p{L}_\u0080-\u{10ffff}][\p{L}\p{N}_$\u0080-\u{10ffff}]*)`,
  ].join('|'),
  'gu',
);

export function readSql(sql: string): SqlText {
  const words: string[] = [];
  let placeholders = 0;
  let quotedPlaceholder = false;
  let foreignPlaceholder: string | null = null;
  for (const { groups } of sql.matchAll(PATTERN)) {
    const quoted = groups?.['string'] ?? groups?.['quoted'];
    if (quoted?.includes('?')) quotedPlaceholder = true;
    if (groups?.['quoted'] !== undefined) words.push(groups['quoted'].slice(1, -1));
    else if (groups?.['word'] !== undefined) words.push(groups['word'].toUpperCase());
    else if (groups?.['placeholder'] !== undefined) placeholders++;
    else if (groups?.['foreign'] !== undefined) foreignPlaceholder ??= groups['foreign'];
  }
  return { words, placeholders, quotedPlaceholder, foreignPlaceholder };
}
