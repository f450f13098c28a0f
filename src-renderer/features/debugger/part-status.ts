import type { VariableRow } from '../../../shared/api/view.ts';
import type { Canonical } from '../../../shared/values/canonical.ts';
import { sameValue } from '../../components/values.ts';

/** How a variable, or a part of it, stands; with the rule where one accepts it. */
export type PartStatus = Pick<VariableRow, 'status' | 'rule'>;

interface Sides {
  readonly reference: Canonical | undefined;
  readonly direct: Canonical | undefined;
}

/**
 * How a part of a variable stands, by what main found in all of it: the worst of what lies within the part or is around it.
 * `address`: the part's path; null where nothing names it (in a set): then it is as what holds it.
 */
export function partStatus(
  outer: PartStatus,
  within: VariableRow['within'],
  address: string | null,
  { reference, direct }: Sides,
): PartStatus {
  if (sameValue(reference, direct)) return { status: 'equal' };
  const found = address === null ? [] : (within ?? []).filter(({ path }) => concerns(path, address));
  // What counts comes first.
  const [first] = found;
  if (first && first.status !== 'differs') return { status: first.status, rule: first.rule };
  if (first === undefined && outer.status !== 'differs' && outer.status !== 'one_side') return outer;
  return { status: reference === undefined || direct === undefined ? 'one_side' : 'differs' };
}

/** Is one of the paths the other, or within it? */
function concerns(path: string, address: string): boolean {
  const [outer, inner] = path.length < address.length ? [path, address] : [address, path];
  return (
    inner.startsWith(outer) && (inner.length === outer.length || /[.[{]/.test(inner[outer.length] ?? ''))
  );
}
