import type { Canonical } from '../values/canonical.ts';
import type { Condition } from './expression.ts';
import type { Range } from './source.ts';

/** A resolved type: names of `types:` are looked up in `Program.types`. */
export type Type =
  | { readonly kind: 'string' | 'integer' | 'decimal' | 'boolean' | 'bytes' | 'timestamp' | 'any' }
  | { readonly kind: 'array' | 'set'; readonly element: Type }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'named'; readonly name: string };

/** A constraint is a condition over `value name` (the field's own name bound to the value); evaluated as a contract of kind `constraint`. */
export type Constraint = Condition;

export interface Field {
  readonly name: string;
  readonly type: Type;
  readonly required: boolean;
  /** Present when the file gives a default (null counts). */
  readonly default?: Canonical;
  readonly constraints: readonly Constraint[];
  readonly description: string;
  readonly range: Range;
}

/** An entry of `types:`: a record, or another type under constraints (over the entry's own name, or `value`). */
export type TypeDefinition =
  | {
      readonly kind: 'record';
      readonly fields: readonly Field[];
      readonly constraints: readonly Constraint[];
    }
  | { readonly kind: 'alias'; readonly base: Type; readonly constraints: readonly Constraint[] };
