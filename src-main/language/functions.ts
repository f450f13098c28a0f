import type { EffectFunction, FunctionName } from '../../shared/node/expression.ts';

/** One function of the expression language: drives arity checks, completion, hover and the reference. */
export interface FunctionSpec {
  readonly name: string;
  readonly signature: string;
  readonly doc: string;
  readonly min: number;
  /** Greatest number of arguments; Infinity where there is none. */
  readonly max: number;
  readonly kind: 'pure' | 'effect' | 'special';
}

const pure = (
  name: FunctionName,
  parameters: string,
  result: string,
  min: number,
  max: number,
  doc: string,
): FunctionSpec => ({
  name,
  signature: `${name}(${parameters}) -> ${result}`,
  doc,
  min,
  max,
  kind: 'pure',
});
const effect = (name: EffectFunction, result: string, doc: string): FunctionSpec => ({
  name,
  signature: `${name}() -> ${result}`,
  doc,
  min: 0,
  max: 0,
  kind: 'effect',
});

export const FUNCTIONS: readonly FunctionSpec[] = [
  pure('SUM', 'xs', 'number', 1, 1, 'Sum of a list or set, nulls skipped; 0 of nothing.'),
  pure(
    'COUNT',
    'xs',
    'integer',
    1,
    1,
    'How many elements are not null; `COUNT(*)` in aggregations counts all of them.',
  ),
  pure('AVG', 'xs', 'decimal?', 1, 1, 'Mean as a decimal, nulls skipped; null of nothing.'),
  pure('MIN', 'xs', 'any?', 1, 1, 'Smallest element, nulls skipped; null of nothing.'),
  pure('MAX', 'xs', 'any?', 1, 1, 'Greatest element, nulls skipped; null of nothing.'),
  pure('ABS', 'x', 'number', 1, 1, 'The number without its sign.'),
  pure(
    'ROUND',
    'x, places = 0',
    'decimal',
    1,
    2,
    'Rounds half even to a decimal with exactly that many places.',
  ),
  pure('FLOOR', 'x', 'integer', 1, 1, 'Greatest integer not above x.'),
  pure('CEIL', 'x', 'integer', 1, 1, 'Smallest integer not below x.'),
  pure(
    'LEN',
    'x',
    'integer',
    1,
    1,
    'Code points of a string, elements of a list, set or map, bytes of bytes.',
  ),
  pure('UPPER', 's', 'string', 1, 1, 'Upper case by Unicode’s full mapping, without locale.'),
  pure('LOWER', 's', 'string', 1, 1, 'Lower case by Unicode’s full mapping, without locale.'),
  pure(
    'TRIM',
    's',
    'string',
    1,
    1,
    'Without space, tab, newline, vertical tab, form feed and carriage return at both ends.',
  ),
  pure(
    'SUBSTRING',
    's, start, length',
    'string',
    3,
    3,
    'Part of a string by code points from 0, clamped to what is there.',
  ),
  pure('REPLACE', 's, from, to', 'string', 3, 3, 'Every occurrence of one text replaced by another.'),
  pure('SPLIT', 's, separator', 'array<string>', 2, 2, 'The parts between separators.'),
  pure('JOIN', 'xs, separator', 'string', 2, 2, 'Strings joined with a separator.'),
  pure('STARTS_WITH', 's, prefix', 'boolean', 2, 2, 'Does the string begin so?'),
  pure('ENDS_WITH', 's, suffix', 'boolean', 2, 2, 'Does the string end so?'),
  pure(
    'MATCHES',
    's, pattern',
    'boolean',
    2,
    2,
    'Does the pattern occur in the string? `^` and `$` are its ends.',
  ),
  pure('SORT', 'xs', 'array', 1, 1, 'Ascending and stable, nulls first.'),
  pure('UNIQUE', 'xs', 'array', 1, 1, 'Each element once, in the order first seen.'),
  pure('FIRST', 'xs', 'any?', 1, 1, 'First element; null of nothing.'),
  pure('LAST', 'xs', 'any?', 1, 1, 'Last element; null of nothing.'),
  pure('KEYS', 'map', 'array', 1, 1, 'Keys in insertion order.'),
  pure('VALUES', 'map', 'array', 1, 1, 'Values in insertion order.'),
  pure(
    'RANGE',
    'from, to',
    'array<integer>',
    2,
    2,
    'Integers from the first up to, not including, the second; lazy as the items of for_each.',
  ),
  pure(
    'COALESCE',
    'x, …',
    'any?',
    1,
    Number.POSITIVE_INFINITY,
    'The first argument that is not null; those after it are not evaluated.',
  ),
  pure(
    'ADD_SECONDS',
    't, seconds',
    'timestamp',
    2,
    2,
    'The instant that many seconds later, to the microsecond.',
  ),
  pure('YEAR', 't', 'integer', 1, 1, 'Year of an instant in UTC.'),
  pure('MONTH', 't', 'integer', 1, 1, 'Month of an instant in UTC, 1 to 12.'),
  pure('DAY', 't', 'integer', 1, 1, 'Day of the month of an instant in UTC.'),
  pure('HOUR', 't', 'integer', 1, 1, 'Hour of an instant in UTC, 0 to 23.'),
  pure('MINUTE', 't', 'integer', 1, 1, 'Minute of an instant, 0 to 59.'),
  pure('SECOND', 't', 'integer', 1, 1, 'Second of an instant, 0 to 59.'),
  effect('current_timestamp', 'timestamp', 'Now. An effect: recorded and shared, no capability needed.'),
  effect(
    'current_year',
    'integer',
    'This year in UTC. An effect: recorded and shared, no capability needed.',
  ),
  effect('uuid', 'string', 'A new random identifier. An effect: recorded and shared, no capability needed.'),
  effect(
    'random',
    'decimal',
    'A decimal from 0 up to, not including, 1. An effect: recorded and shared, no capability needed.',
  ),
  {
    name: 'old',
    signature: 'old(expression) -> any',
    doc: 'The expression’s value when the run began; only in postconditions.',
    min: 1,
    max: 1,
    kind: 'special',
  },
];

const BY_NAME: ReadonlyMap<string, FunctionSpec> = new Map(
  FUNCTIONS.map((spec) => [spec.name.toUpperCase(), spec]),
);

/** The function of that name, in any case. */
export function functionNamed(name: string): FunctionSpec | undefined {
  return BY_NAME.get(name.toUpperCase());
}
