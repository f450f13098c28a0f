import type { LedgerRule, NewLedgerRule } from '../../../shared/api/ledger.ts';
import type { AcceptableKind, Divergence } from '../../../shared/trace/comparison.ts';
import { distance, formatNumber, numberText, parseNumber } from '../../../shared/values/numbers.ts';

/** A rule while it is being written: everything is text. */
export interface RuleDraft {
  /** null for one that is not there yet. */
  readonly id: string | null;
  readonly node: string;
  readonly step: string;
  readonly path: string;
  readonly kind: AcceptableKind;
  /** How far it accepts: numbers that lie this close, or anything. */
  readonly extent: 'tolerance' | 'ignore';
  readonly tolerance: string;
  readonly reason: string;
  readonly owner: string;
  /** '' is never. */
  readonly expires: string;
}

/** A path that was cut off has no result to accept. */
export function isAcceptable(divergence: Divergence): boolean {
  return divergence.kind !== 'cut_off';
}

/** The rule that accepts exactly this difference, ready to be signed. */
export function draftOf(divergence: Divergence, node: string, owner: string): RuleDraft {
  const { kind, step, path, message } = divergence;
  const tolerance = sizeOf(divergence);
  return {
    id: null,
    node,
    step,
    path,
    kind: kind === 'cut_off' ? 'value' : kind,
    extent: tolerance === null ? 'ignore' : 'tolerance',
    tolerance: tolerance ?? '',
    reason: message,
    owner,
    expires: '',
  };
}

/** How far apart two numbers are; null for anything else. */
function sizeOf({ reference, direct }: Divergence): string | null {
  const a = reference === null ? undefined : parseNumber(numberText(reference) ?? '');
  const b = direct === null ? undefined : parseNumber(numberText(direct) ?? '');
  return a === undefined || b === undefined ? null : formatNumber(distance(a, b));
}

/** The later differences that follow from this one, each place once. */
export function consequencesOf(divergence: Divergence, all: readonly Divergence[]): readonly Divergence[] {
  if (divergence.relation === 'consequence') return [];
  const places = new Map<string, Divergence>();
  for (const other of all.slice(all.indexOf(divergence) + 1)) {
    if (other.relation !== 'consequence' || !isAcceptable(other)) continue;
    const place = JSON.stringify([other.kind, other.step, other.path]);
    const known = places.get(place);
    // In a loop the greatest of them decides how far the rule has to reach.
    if (!known || isFarther(other, known)) places.set(place, other);
  }
  return [...places.values()];
}

function isFarther(a: Divergence, b: Divergence): boolean {
  const [x, y] = [sizeOf(a), sizeOf(b)];
  return y !== null && (x === null || Number(x) > Number(y));
}

export function editOf(rule: LedgerRule): RuleDraft {
  const { id, node, step, path, kind, tolerance, reason, owner, expires } = rule;
  return {
    id,
    node,
    step,
    path,
    kind,
    extent: tolerance === null ? 'ignore' : 'tolerance',
    tolerance: tolerance ?? '',
    reason,
    owner,
    expires: expires === 'never' ? '' : expires,
  };
}

/** The rule as it is sent, and one more for each difference that is to be accepted as what follows from it. */
export function rulesOf(draft: RuleDraft, following: readonly Divergence[]): readonly NewLedgerRule[] {
  const rule = ruleOf(draft);
  return [
    rule,
    ...following.map((other) => ({
      ...ruleOf({ ...draft, ...placeOf(draftOf(other, draft.node, draft.owner)) }),
      reason: `Follows from ${draft.step || 'the node'} ${draft.path}: ${rule.reason}`.slice(0, 1000),
    })),
  ];
}

function placeOf({ step, path, kind, extent, tolerance }: RuleDraft) {
  return { step, path, kind, extent, tolerance };
}

export function ruleOf({ id: _, extent, tolerance, expires, ...draft }: RuleDraft): Omit<LedgerRule, 'id'> {
  return {
    ...draft,
    tolerance: extent === 'tolerance' ? tolerance.trim() : null,
    expires: expires.trim() === '' ? 'never' : expires.trim(),
  };
}

/** `tolerance: expected …`: which field a refusal is about, where it names one. */
export function refusedField(message: string): keyof LedgerRule | null {
  const field = /^(node|step|path|kind|tolerance|reason|owner|expires): /.exec(message)?.[1];
  return field === undefined ? null : (field as keyof LedgerRule);
}
