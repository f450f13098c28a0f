const OPERATORS =
  /==|!=|<=|>=|=>|<|>|=|\+|\*|\/|%|\b(?:AND|OR|NOT|IN|CONTAINS|IS NULL|IS NOT NULL|FORALL|EXISTS)\b/;

/** A sentence for people: no operator in it. Keywords count in capitals only, since prose is full of `and`, `in` and `is`. */
export function looksLikeProse(text: string): boolean {
  return !OPERATORS.test(text) && /\S\s+\S/.test(text.trim());
}
