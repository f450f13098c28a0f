import type { Loss, LossClass, Severity } from './loss.ts';

/** How much of the request a loss of full weight takes with it. */
const SEVERITY: Readonly<Record<Severity, number>> = { none: 0, low: 0.03, medium: 0.12, high: 0.4 };

/** How much of a loss is left when something came in its place. */
const CLASS: Readonly<Record<LossClass, number>> = {
  dropped: 1,
  rejected: 1,
  'opaque-state-lost': 1,
  'accepted-but-inert': 1,
  'schema-relaxed': 0.75,
  clamped: 0.75,
  'enum-collapsed': 0.75,
  emulated: 0.5,
  'default-changed': 0.5,
  'unit-changed': 0.5,
  quantised: 0.5,
  'merged-or-split': 0.5,
  relocated: 0.5,
  renamed: 0.25,
  'id-rewritten': 0.25,
};

/** What nobody asked for counts half. */
const IMPLICIT = 0.5;

/**
 * Fidelity, 0 to 100, one decimal: 100 × ∏ (1 − severity × class × explicit). Severity none 0, low 0.03, medium 0.12, high
 * 0.4; the class counts as in the table above; a loss of something the caller did not set counts half. 100 if and only if
 * every loss is of severity none.
 */
export function fidelity(losses: readonly Loss[]): number {
  let left = 1;
  for (const { severity, class: kind, explicit } of losses)
    left *= 1 - SEVERITY[severity] * CLASS[kind] * (explicit ? 1 : IMPLICIT);
  const score = Math.round(left * 1000) / 10;
  return score === 100 && left < 1 ? 99.9 : score;
}
