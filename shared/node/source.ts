/** Positions in a `.vsp` file: lines and columns count from 1, columns in UTF-16 units as editors count; `end` is exclusive. */
export interface Range {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

export type Severity = 'error' | 'warning' | 'information';

/** One finding of `check`. Only errors prevent a run. */
export interface Diagnostic {
  /** Stable kebab-case code, listed in docs/language.md. */
  readonly code: string;
  readonly severity: Severity;
  /** One sentence: what is wrong. */
  readonly message: string;
  readonly range: Range;
  /** What to do about it, one sentence or a replacement text, where one can be said. */
  readonly suggestion?: string;
}
