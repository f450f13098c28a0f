/** What stands in a field: decides completion and hover inside it. */
export type Content =
  | 'text'
  | 'template'
  | 'value'
  | 'expression'
  | 'conditions'
  | 'contracts'
  | 'constraints'
  | 'boolean'
  | 'number'
  | 'duration'
  | 'type'
  | 'operation'
  | 'capabilities'
  | 'error_code'
  | 'name'
  | 'node'
  | 'provider'
  | 'model'
  | 'route'
  | 'steps'
  | 'reaction'
  | 'any';

export interface FieldSpec {
  readonly name: string;
  readonly doc: string;
  readonly content: Content;
  readonly required?: true;
  /** Words allowed as value. */
  readonly values?: readonly string[];
  /** The map that the field holds. */
  readonly map?: () => MapSpec;
  /** The map held by every entry of the field, whatever its key. */
  readonly entries?: () => MapSpec;
  /** The map held by every item of the list that the field holds. */
  readonly items?: () => MapSpec;
}

/** A map of the format: one row for each field it may have. */
export interface MapSpec {
  /** Names the map in messages: `The step`, `An input`. */
  readonly title: string;
  readonly fields: readonly FieldSpec[];
  /** What to write instead of a field that it does not have, in a sentence; else the nearest name is suggested. */
  readonly instead?: (name: string) => string | undefined;
  /** May hold other fields without a warning. */
  readonly open?: true;
}
