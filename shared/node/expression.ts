import type { Canonical } from '../values/canonical.ts';
import type { Range } from './source.ts';

export type BinaryOperator =
  | '=>'
  | 'OR'
  | 'AND'
  | '=='
  | '!='
  | '<'
  | '<='
  | '>'
  | '>='
  | 'IN'
  | 'NOT IN'
  | 'CONTAINS'
  | '+'
  | '-'
  | '*'
  | '/'
  | '//'
  | '%';

/** Pure functions of the language; `old` and the effect functions are node kinds of their own. */
export type FunctionName =
  | 'SUM'
  | 'COUNT'
  | 'AVG'
  | 'MIN'
  | 'MAX'
  | 'ABS'
  | 'ROUND'
  | 'FLOOR'
  | 'CEIL'
  | 'LEN'
  | 'UPPER'
  | 'LOWER'
  | 'TRIM'
  | 'SUBSTRING'
  | 'REPLACE'
  | 'SPLIT'
  | 'JOIN'
  | 'STARTS_WITH'
  | 'ENDS_WITH'
  | 'MATCHES'
  | 'SORT'
  | 'UNIQUE'
  | 'FIRST'
  | 'LAST'
  | 'KEYS'
  | 'VALUES'
  | 'RANGE'
  | 'COALESCE'
  | 'ADD_SECONDS'
  | 'YEAR'
  | 'MONTH'
  | 'DAY'
  | 'HOUR'
  | 'MINUTE'
  | 'SECOND';

/** Effects that an expression may ask for; they need no capability. */
export type EffectFunction = 'current_timestamp' | 'current_year' | 'uuid' | 'random';

interface Base {
  readonly range: Range;
  /** Where set, the value of this subexpression is reported in slot `probe` of the condition that holds it. */
  readonly probe?: number;
}

/**
 * A checked expression. Names are resolved when evaluated: innermost local binding, then the scope of the node.
 * Fields of YAML steps are expressions too: a map is a `record`, a list a `list`, a string with placeholders a `template`
 * (a lone `"{expr}"` is the expression itself).
 */
export type Expression =
  | (Base & { readonly kind: 'literal'; readonly value: Canonical })
  | (Base & { readonly kind: 'name'; readonly name: string })
  | (Base & { readonly kind: 'field'; readonly target: Expression; readonly field: string })
  | (Base & { readonly kind: 'index'; readonly target: Expression; readonly index: Expression })
  | (Base & { readonly kind: 'call'; readonly fn: FunctionName; readonly args: readonly Expression[] })
  | (Base & { readonly kind: 'effect'; readonly fn: EffectFunction })
  | (Base & { readonly kind: 'not'; readonly operand: Expression })
  | (Base & { readonly kind: 'negate'; readonly operand: Expression })
  | (Base & {
      readonly kind: 'binary';
      readonly op: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    })
  | (Base & { readonly kind: 'is_null'; readonly negated: boolean; readonly operand: Expression })
  | (Base & { readonly kind: 'list'; readonly items: readonly Expression[] })
  | (Base & {
      readonly kind: 'record';
      readonly entries: readonly { readonly key: string; readonly value: Expression }[];
    })
  | (Base & { readonly kind: 'template'; readonly parts: readonly (string | Expression)[] })
  | (Base & {
      readonly kind: 'quantifier';
      readonly quantifier: 'FORALL' | 'EXISTS';
      readonly variable: string;
      readonly source: Expression;
      readonly body: Expression;
    })
  | (Base & { readonly kind: 'old'; readonly operand: Expression });

/** A boolean expression whose parts are worth showing: guards, conditions, contracts. */
export interface Condition {
  /** As written in the file. */
  readonly text: string;
  readonly expression: Expression;
  /** Texts of the probed subexpressions: every operand of a comparison and every boolean leaf that is not a literal, outside quantifiers; slot = index. */
  readonly probes: readonly string[];
  readonly range: Range;
}
