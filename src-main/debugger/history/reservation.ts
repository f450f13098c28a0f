import type { Reservation } from '../../../shared/api/history.ts';
import type { ComparisonModel } from '../model.ts';
import { judge, type ValueRules } from '../variable-rows.ts';
import type { Pair } from './decision.ts';
import type { ReadValue } from './evaluate.ts';
import { factValue, isSamePlace, same } from './fact.ts';

/** Of facts that differ in nothing but what a rule accepts or the policy leaves out: which it is; null where they differ, or do not. */
export function reservationOf(model: ComparisonModel, [a, b]: Pair): Reservation | null {
  if (a === null || b === null || !isSamePlace(a, b) || same(factValue(a), factValue(b))) return null;
  const isMeant = ({ path }: { readonly path: string }): boolean => a.name === null || isAbout(path, a.name);
  const { differences, accepted = [] } = model.differences(a.event, b.event);
  if (differences.some(isMeant)) return null;
  const by = accepted.find(({ difference }) => isMeant(difference));
  return by ? { status: 'accepted', rule: by.rule } : { status: 'uncompared' };
}

/** `outputs.tax[0]` is about `tax`. */
function isAbout(path: string, name: string): boolean {
  const own = path.replace(/^(outputs|inputs)\./, '');
  return own === name || own.startsWith(`${name}.`) || own.startsWith(`${name}[`);
}

/** The same of what an expression read on both paths: it differs because of nothing else. */
export function reservationOfReads(
  reference: readonly ReadValue[],
  direct: readonly ReadValue[],
  rules: ValueRules,
): Reservation | null {
  let found: Reservation | null = null;
  for (const [i, { path, value, step }] of reference.entries()) {
    const other = direct[i];
    if (same(value, other?.value)) continue;
    if (value === undefined || other?.value === undefined || other.step !== step) return null;
    const { status, rule } = judge(path, value, other.value, () => rules.at(step));
    if (status === 'accepted' && rule !== undefined) found = { status, rule };
    else if (status === 'uncompared') found ??= { status };
    else return null;
  }
  return found;
}

/** What is said of a difference that counts for nothing by itself. */
export function reservationText(reservation: Reservation | null): string {
  if (reservation === null) return '';
  return reservation.status === 'accepted'
    ? `; rule ${reservation.rule} accepts that difference`
    : '; that difference is not compared';
}
