import type { PathName } from '../trace/comparison.ts';
import { type Canonical, type CanonicalObject, isCanonicalObject } from '../values/canonical.ts';

/**
 * What a view has of a value that is too large to be looked at as a whole. It stands in the value's place as
 * `{"$excerpt": …}`, which no canonical value is; the whole one is read with `comparisons.value`.
 */
export interface Excerpt {
  /** Members of the whole collection, or characters of the whole text. */
  readonly count: number;
  /** A value of the same kind with the first of them. */
  readonly first: Canonical;
  /** Of the whole value: two excerpts are equal exactly when their values are. */
  readonly digest: string;
}

export const excerptValue = (excerpt: Excerpt): CanonicalObject => ({ $excerpt: { ...excerpt } });

export function excerptOf(value: Canonical | undefined): Excerpt | undefined {
  if (value === undefined || !isCanonicalObject(value)) return undefined;
  return value['$excerpt'] as unknown as Excerpt | undefined;
}

/** A variable of one path, as it is at a row. */
export interface VariableQuery {
  readonly path: PathName;
  readonly name: string;
}
