import type { Loss } from './loss.ts';

/**
 * What to do about losses. `strict`: refuse a call with a loss of severity high or of a required field. `warn`: send what the
 * other side can carry, and list the rest. `coerce`: like `warn`, and imitate what it has no field for.
 */
export const POLICIES = ['strict', 'warn', 'coerce'] as const;
export type LossPolicy = (typeof POLICIES)[number];

/** The losses for which a policy refuses the call; none: it may be sent. */
export function refusals(
  losses: readonly Loss[],
  policy: LossPolicy,
  required: readonly string[] = [],
): readonly Loss[] {
  return policy === 'strict'
    ? losses.filter((loss) => loss.severity === 'high' || isRequired(loss, required))
    : [];
}

/** Whether the loss takes away, wholly or in part, what one of the pointers in `required` names. */
export function isRequired({ path, severity }: Loss, required: readonly string[]): boolean {
  return (
    severity !== 'none' &&
    required.some((each) => path === each || path.startsWith(`${each}/`) || each.startsWith(`${path}/`))
  );
}
