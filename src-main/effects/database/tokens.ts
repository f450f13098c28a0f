import { sqlTokens } from '../../language/sql.ts';

/** What a refusal needs to know of a statement's text. */
export interface SqlText {
  /** Unquoted words in upper case, and quoted names as written, in order. */
  readonly words: readonly string[];
  /** `?` outside quotes and comments. */
  readonly placeholders: number;
  /** A `?` inside a string or a quoted name. */
  readonly quotedPlaceholder: boolean;
  /** The first placeholder of another form (`?1`, `:name`, `@name`, `$name`), or null. */
  readonly foreignPlaceholder: string | null;
  /** `temp.` names the connection's own schema. */
  readonly temporary: boolean;
}

export function readSql(sql: string): SqlText {
  const tokens = sqlTokens(sql).filter((token) => token.kind !== 'comment');
  const parameters = tokens.filter((token) => token.kind === 'parameter').map((token) => token.text);
  return {
    words: tokens.flatMap(({ kind, text }) =>
      kind === 'word' ? [text.toUpperCase()] : kind === 'name' ? [text] : [],
    ),
    placeholders: parameters.filter((text) => text === '?').length,
    quotedPlaceholder: tokens.some(
      ({ kind, text }) => (kind === 'string' || kind === 'name') && text.includes('?'),
    ),
    foreignPlaceholder: parameters.find((text) => text !== '?') ?? null,
    temporary: tokens.some(({ text }, index) => /^temp$/i.test(text) && tokens[index + 1]?.text === '.'),
  };
}
