import { typeMismatch } from '../step-error.ts';
import { sortedElements } from '../values/codec.ts';
import { isArray, MapValue, SetValue, typeName, type Value } from '../values/value.ts';

/** What `for_each`, quantifiers and transforms go through: arrays, sets in canonical order, maps as `{key, value}`. */
export function iterable(op: string, value: Value): readonly Value[] {
  if (isArray(value)) return value;
  if (value instanceof SetValue) return sortedElements(value);
  if (value instanceof MapValue) {
    return [...value.entries()].map(([key, entry]) =>
      MapValue.ofRecord([
        ['key', key],
        ['value', entry],
      ]),
    );
  }
  throw typeMismatch(op, typeName(value));
}
